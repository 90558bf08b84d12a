CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gin;--> statement-breakpoint
CREATE INDEX "customer_search" ON "customer" USING gin ("owner_id",(lower(coalesce("name", '') || ' ' || coalesce("company_name", '') || ' ' || "email" || ' ' ||
    coalesce("reference", '') || ' ' || coalesce("external_reference", ''))) gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "subscription_standing" ON "subscription" USING btree ("owner_id","status","id") WHERE status not in ('active', 'canceled');