ALTER TABLE "plan" ADD COLUMN "one_trial_per_customer" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "plan_feature" ADD COLUMN "listed" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "price" ADD COLUMN "units" integer;--> statement-breakpoint
ALTER TABLE "price" ADD COLUMN "tiers" jsonb;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "metadata" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "price_product" ON "price" USING btree ("owner_id","product_id");