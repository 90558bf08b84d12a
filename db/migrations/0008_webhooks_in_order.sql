DROP INDEX "event_unwebhooked";--> statement-breakpoint
DROP INDEX "webhook_delivery_due";--> statement-breakpoint
DROP INDEX "webhook_delivery_order";--> statement-breakpoint
ALTER TABLE "webhook_delivery" ALTER COLUMN "due_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD COLUMN "stream_id" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "previous_secret" text;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "previous_until" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "webhook_delivery_endpoint" ON "webhook_delivery" USING btree ("owner_id","endpoint_id","id");--> statement-breakpoint
CREATE INDEX "event_unwebhooked" ON "event" USING btree ("owner_id","id") WHERE webhooked_at is null;--> statement-breakpoint
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" USING btree ("owner_id","endpoint_id","due_at") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_delivery_order" ON "webhook_delivery" USING btree ("owner_id","endpoint_id","stream_id","event_id") WHERE status = 'pending';