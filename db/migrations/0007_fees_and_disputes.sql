ALTER TABLE "ledger_transfer" ADD COLUMN "dispute_id" uuid;--> statement-breakpoint
ALTER TABLE "dispute" ADD COLUMN "fee" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "dispute" ADD COLUMN "fee_currency" char(3);--> statement-breakpoint
ALTER TABLE "payment" ADD COLUMN "fee" bigint;--> statement-breakpoint
ALTER TABLE "payment" ADD COLUMN "fee_currency" char(3);--> statement-breakpoint
ALTER TABLE "refund" ADD COLUMN "failure_message" text;--> statement-breakpoint
CREATE INDEX "payment_no_fee" ON "payment" USING btree ("created_at") WHERE fee is null;