ALTER TABLE "checkout" DROP COLUMN "used_at";--> statement-breakpoint
ALTER TABLE "checkout_session" DROP COLUMN "paid_at";