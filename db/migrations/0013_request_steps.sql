DROP INDEX "refund_request";--> statement-breakpoint
DROP INDEX "subscription_request";--> statement-breakpoint
ALTER TABLE "idempotency_key" ADD COLUMN "steps" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "refund" DROP COLUMN "request_key";--> statement-breakpoint
ALTER TABLE "subscription" DROP COLUMN "request_key";