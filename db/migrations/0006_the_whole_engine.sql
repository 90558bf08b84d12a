CREATE TABLE "access_link" (
	"hash" text PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"invoice_id" uuid,
	"kind" text NOT NULL,
	"expires_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "checkout" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"brand_id" uuid NOT NULL,
	"customer_id" uuid,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"currency" char(3) NOT NULL,
	"items" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"subscriptions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"permanent" boolean DEFAULT false NOT NULL,
	"expires_at" timestamp with time zone,
	"used_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "checkout_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "checkout_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "checkout_session" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"checkout_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"invoice_id" uuid,
	"paid_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "checkout_session_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "checkout_session_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "credit_note" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"brand_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"number" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"currency" char(3) NOT NULL,
	"net" bigint NOT NULL,
	"tax" bigint NOT NULL,
	"total" bigint NOT NULL,
	"reduces_due" bigint NOT NULL,
	"refunded" bigint DEFAULT 0 NOT NULL,
	"credited" bigint DEFAULT 0 NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "credit_note_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "credit_note_total" CHECK ("credit_note"."total" = "credit_note"."net" + "credit_note"."tax"),
	CONSTRAINT "credit_note_parts" CHECK ("credit_note"."total" = "credit_note"."reduces_due" + "credit_note"."refunded" + "credit_note"."credited")
);
--> statement-breakpoint
CREATE TABLE "credit_note_line" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"credit_note_id" uuid NOT NULL,
	"invoice_line_id" uuid NOT NULL,
	"tax_rate_ppm" integer NOT NULL,
	"net" bigint NOT NULL,
	"tax" bigint NOT NULL,
	"total" bigint NOT NULL,
	CONSTRAINT "credit_note_line_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "dispute" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"stripe_dispute_id" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"reason" text,
	"status" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dispute_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "tax_country" (
	"owner_id" uuid NOT NULL,
	"code" char(2) NOT NULL,
	"in_eu" boolean NOT NULL,
	"currency" char(3) NOT NULL,
	"threshold" bigint,
	"transaction_threshold" integer,
	"collecting" boolean DEFAULT false NOT NULL,
	"reached_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tax_country_owner_id_code_pk" PRIMARY KEY("owner_id","code")
);
--> statement-breakpoint
CREATE TABLE "tax_rule" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"country" char(2) NOT NULL,
	"state" text,
	"tax_type_id" uuid NOT NULL,
	"rate_ppm" integer NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tax_rule_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "tax_rule_rate" CHECK ("tax_rule"."rate_ppm" between 0 and 1000000),
	CONSTRAINT "tax_rule_dates" CHECK ("tax_rule"."valid_until" is null or "tax_rule"."valid_until" >= "tax_rule"."valid_from")
);
--> statement-breakpoint
CREATE TABLE "tax_state" (
	"owner_id" uuid NOT NULL,
	"country" char(2) NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"threshold" bigint,
	"transaction_threshold" integer,
	"collecting" boolean DEFAULT false NOT NULL,
	"reached_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tax_state_owner_id_country_code_pk" PRIMARY KEY("owner_id","country","code")
);
--> statement-breakpoint
CREATE TABLE "tax_type" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"physical" boolean DEFAULT false NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tax_type_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "metric" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"aggregation" text NOT NULL,
	"property" text,
	"filters" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"kind" text DEFAULT 'resettable' NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "metric_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "usage_counter" (
	"owner_id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"metric_id" uuid NOT NULL,
	"period_start_at" timestamp with time zone NOT NULL,
	"period_end_at" timestamp with time zone NOT NULL,
	"value" numeric,
	"latest_at" timestamp with time zone,
	"latest_event_id" text,
	"events" bigint DEFAULT 0 NOT NULL,
	"billed" numeric,
	"billed_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_counter_owner_id_subscription_id_metric_id_period_start_at_pk" PRIMARY KEY("owner_id","subscription_id","metric_id","period_start_at")
);
--> statement-breakpoint
CREATE TABLE "usage_event" (
	"owner_id" uuid NOT NULL,
	"event_id" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"metric_id" uuid NOT NULL,
	"value" numeric NOT NULL,
	"properties" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_event_owner_id_event_id_pk" PRIMARY KEY("owner_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "usage_limit" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"action" text NOT NULL,
	"triggered_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "usage_limit_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "usage_limit_amount" CHECK ("usage_limit"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "usage_unique" (
	"owner_id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"metric_id" uuid NOT NULL,
	"period_start_at" timestamp with time zone NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "usage_unique_owner_id_subscription_id_metric_id_period_start_at_value_pk" PRIMARY KEY("owner_id","subscription_id","metric_id","period_start_at","value")
);
--> statement-breakpoint
CREATE TABLE "usage_warning" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"limit_id" uuid NOT NULL,
	"action" text NOT NULL,
	"limit_amount" bigint NOT NULL,
	"estimate" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"period_start_at" timestamp with time zone NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "usage_warning_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "voucher" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"percent_off_ppm" integer,
	"amounts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"entry_type" text NOT NULL,
	"entry_event" text,
	"code" text,
	"enabled" boolean DEFAULT true NOT NULL,
	"expires_at" timestamp with time zone,
	"redemptions_max" integer,
	"redemptions" integer DEFAULT 0 NOT NULL,
	"once_per_customer" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "voucher_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "voucher_kind" CHECK (("voucher"."type" = 'percentage') = ("voucher"."percent_off_ppm" is not null)),
	CONSTRAINT "voucher_entry" CHECK (("voucher"."entry_type" = 'manual') = ("voucher"."code" is not null)),
	CONSTRAINT "voucher_redemptions" CHECK ("voucher"."redemptions_max" is null or "voucher"."redemptions" <= "voucher"."redemptions_max")
);
--> statement-breakpoint
CREATE TABLE "voucher_redemption" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"voucher_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"percent_off_ppm" integer,
	"applied_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"invoice_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "voucher_redemption_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "webhook_delivery" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"resend" integer DEFAULT 0 NOT NULL,
	"customer_id" uuid,
	"type" text NOT NULL,
	"body" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"attempts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"claimed_until" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_delivery_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoint" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"events" text[] DEFAULT '{}' NOT NULL,
	"sealed_secret" text NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"failing_since" timestamp with time zone,
	"disabled_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_endpoint_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
ALTER TABLE "invoice" DROP CONSTRAINT "invoice_credit";--> statement-breakpoint
DROP INDEX "invoice_number";--> statement-breakpoint
DROP INDEX "invoice_subscription";--> statement-breakpoint
DROP INDEX "invoice_line_period_once";--> statement-breakpoint
ALTER TABLE "invoice_line" ALTER COLUMN "quantity" SET DATA TYPE numeric;--> statement-breakpoint
ALTER TABLE "invoice_line" ALTER COLUMN "unit_amount" SET DATA TYPE numeric;--> statement-breakpoint
ALTER TABLE "brand" ALTER COLUMN "tax_rate_ppm" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "brand" ALTER COLUMN "tax_rate_ppm" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "credit_entry" ADD COLUMN "source" text DEFAULT 'automated' NOT NULL;--> statement-breakpoint
ALTER TABLE "credit_entry" ADD COLUMN "at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "webhooked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "amount_credited" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "tax_country" char(2);--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "tax_state" text;--> statement-breakpoint
ALTER TABLE "invoice_line" ADD COLUMN "metric_id" uuid;--> statement-breakpoint
ALTER TABLE "invoice_line" ADD COLUMN "tax_type_id" uuid;--> statement-breakpoint
ALTER TABLE "invoice_line" ADD COLUMN "part" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice_line" ADD COLUMN "flat_amount" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "brand" ADD COLUMN "number_format" text;--> statement-breakpoint
ALTER TABLE "brand" ADD COLUMN "portal" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "owner" ADD COLUMN "settings" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "refund" ADD COLUMN "request_key" text;--> statement-breakpoint
ALTER TABLE "price" ADD COLUMN "metric_id" uuid;--> statement-breakpoint
ALTER TABLE "product" ADD COLUMN "tax_type_id" uuid;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "paused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "resume_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "pending_quantity" integer;--> statement-breakpoint
ALTER TABLE "subscription" ADD COLUMN "request_key" text;--> statement-breakpoint
ALTER TABLE "access_link" ADD CONSTRAINT "access_link_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_link" ADD CONSTRAINT "access_link_owner_id_invoice_id_invoice_owner_id_id_fk" FOREIGN KEY ("owner_id","invoice_id") REFERENCES "public"."invoice"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout" ADD CONSTRAINT "checkout_owner_id_brand_id_brand_owner_id_id_fk" FOREIGN KEY ("owner_id","brand_id") REFERENCES "public"."brand"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout" ADD CONSTRAINT "checkout_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout_session" ADD CONSTRAINT "checkout_session_owner_id_checkout_id_checkout_owner_id_id_fk" FOREIGN KEY ("owner_id","checkout_id") REFERENCES "public"."checkout"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout_session" ADD CONSTRAINT "checkout_session_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout_session" ADD CONSTRAINT "checkout_session_owner_id_invoice_id_invoice_owner_id_id_fk" FOREIGN KEY ("owner_id","invoice_id") REFERENCES "public"."invoice"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_owner_id_invoice_id_invoice_owner_id_id_fk" FOREIGN KEY ("owner_id","invoice_id") REFERENCES "public"."invoice"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_note_line" ADD CONSTRAINT "credit_note_line_owner_id_credit_note_id_credit_note_owner_id_id_fk" FOREIGN KEY ("owner_id","credit_note_id") REFERENCES "public"."credit_note"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_note_line" ADD CONSTRAINT "credit_note_line_owner_id_invoice_line_id_invoice_line_owner_id_id_fk" FOREIGN KEY ("owner_id","invoice_line_id") REFERENCES "public"."invoice_line"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_owner_id_payment_id_payment_owner_id_id_fk" FOREIGN KEY ("owner_id","payment_id") REFERENCES "public"."payment"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tax_country" ADD CONSTRAINT "tax_country_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tax_rule" ADD CONSTRAINT "tax_rule_owner_id_country_tax_country_owner_id_code_fk" FOREIGN KEY ("owner_id","country") REFERENCES "public"."tax_country"("owner_id","code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tax_rule" ADD CONSTRAINT "tax_rule_owner_id_tax_type_id_tax_type_owner_id_id_fk" FOREIGN KEY ("owner_id","tax_type_id") REFERENCES "public"."tax_type"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tax_state" ADD CONSTRAINT "tax_state_owner_id_country_tax_country_owner_id_code_fk" FOREIGN KEY ("owner_id","country") REFERENCES "public"."tax_country"("owner_id","code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tax_type" ADD CONSTRAINT "tax_type_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metric" ADD CONSTRAINT "metric_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_counter" ADD CONSTRAINT "usage_counter_owner_id_subscription_id_subscription_owner_id_id_fk" FOREIGN KEY ("owner_id","subscription_id") REFERENCES "public"."subscription"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_limit" ADD CONSTRAINT "usage_limit_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_warning" ADD CONSTRAINT "usage_warning_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voucher" ADD CONSTRAINT "voucher_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voucher_redemption" ADD CONSTRAINT "voucher_redemption_owner_id_voucher_id_voucher_owner_id_id_fk" FOREIGN KEY ("owner_id","voucher_id") REFERENCES "public"."voucher"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voucher_redemption" ADD CONSTRAINT "voucher_redemption_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_owner_id_endpoint_id_webhook_endpoint_owner_id_id_fk" FOREIGN KEY ("owner_id","endpoint_id") REFERENCES "public"."webhook_endpoint"("owner_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_link_customer" ON "access_link" USING btree ("owner_id","customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "access_link_hash" ON "access_link" USING btree ("owner_id","hash");--> statement-breakpoint
CREATE INDEX "checkout_session_checkout" ON "checkout_session" USING btree ("owner_id","checkout_id");--> statement-breakpoint
CREATE UNIQUE INDEX "credit_note_number" ON "credit_note" USING btree ("owner_id","brand_id","number");--> statement-breakpoint
CREATE INDEX "credit_note_invoice" ON "credit_note" USING btree ("owner_id","invoice_id");--> statement-breakpoint
CREATE INDEX "credit_note_line_note" ON "credit_note_line" USING btree ("owner_id","credit_note_id");--> statement-breakpoint
CREATE UNIQUE INDEX "dispute_stripe" ON "dispute" USING btree ("owner_id","stripe_dispute_id");--> statement-breakpoint
CREATE INDEX "dispute_payment" ON "dispute" USING btree ("owner_id","payment_id");--> statement-breakpoint
CREATE INDEX "tax_rule_country" ON "tax_rule" USING btree ("owner_id","country");--> statement-breakpoint
CREATE UNIQUE INDEX "tax_type_name" ON "tax_type" USING btree ("owner_id",lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "tax_type_default" ON "tax_type" USING btree ("owner_id") WHERE is_default;--> statement-breakpoint
CREATE UNIQUE INDEX "metric_code" ON "metric" USING btree ("owner_id","code");--> statement-breakpoint
CREATE INDEX "usage_counter_unbilled" ON "usage_counter" USING btree ("owner_id","subscription_id") WHERE value is distinct from billed;--> statement-breakpoint
CREATE INDEX "usage_event_of" ON "usage_event" USING btree ("owner_id","subscription_id","metric_id","at");--> statement-breakpoint
CREATE INDEX "usage_limit_customer" ON "usage_limit" USING btree ("owner_id","customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "usage_warning_once" ON "usage_warning" USING btree ("owner_id","limit_id","period_start_at");--> statement-breakpoint
CREATE INDEX "usage_warning_customer" ON "usage_warning" USING btree ("owner_id","customer_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "voucher_code" ON "voucher" USING btree ("owner_id",lower("code"));--> statement-breakpoint
CREATE INDEX "voucher_redemption_customer" ON "voucher_redemption" USING btree ("owner_id","customer_id");--> statement-breakpoint
CREATE INDEX "voucher_redemption_voucher" ON "voucher_redemption" USING btree ("owner_id","voucher_id");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_delivery_once" ON "webhook_delivery" USING btree ("owner_id","endpoint_id","event_id","resend");--> statement-breakpoint
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" USING btree ("due_at") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_delivery_order" ON "webhook_delivery" USING btree ("owner_id","endpoint_id","customer_id","id") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_delivery_customer" ON "webhook_delivery" USING btree ("owner_id","customer_id","id");--> statement-breakpoint
CREATE INDEX "event_unwebhooked" ON "event" USING btree ("id") WHERE webhooked_at is null;--> statement-breakpoint
CREATE INDEX "event_subject" ON "event" USING btree ("owner_id","subject_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "refund_request" ON "refund" USING btree ("owner_id","request_key");--> statement-breakpoint
CREATE INDEX "refund_payment" ON "refund" USING btree ("owner_id","payment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "subscription_request" ON "subscription" USING btree ("owner_id","request_key");--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_number" ON "invoice" USING btree ("owner_id","brand_id","number") WHERE status <> 'draft';--> statement-breakpoint
CREATE INDEX "invoice_subscription" ON "invoice" USING btree ("owner_id","subscription_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_line_period_once" ON "invoice_line" USING btree ("owner_id","subscription_id","period_start_at","part") WHERE voided_at is null and kind = 'period';--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_numbered" CHECK (("invoice"."status" = 'draft') = ("invoice"."number" = ''));--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_credited" CHECK ("invoice"."amount_credited" between 0 and "invoice"."total" - "invoice"."credit_applied");--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_credit" CHECK ("invoice"."credit_applied" <= "invoice"."total");--> statement-breakpoint
-- What credit notes take off an invoice is its settlement, like what is paid; a draft may still change or go.
CREATE OR REPLACE FUNCTION refuse_invoice_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'draft' THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'invoice % is final and cannot be deleted', OLD.number;
  END IF;
  IF (to_jsonb(NEW) - ARRAY['status', 'amount_paid', 'amount_credited', 'paid_at', 'voided_at'])
       IS DISTINCT FROM
     (to_jsonb(OLD) - ARRAY['status', 'amount_paid', 'amount_credited', 'paid_at', 'voided_at']) THEN
    RAISE EXCEPTION 'invoice % is final and cannot be changed', OLD.number;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION refuse_invoice_line_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'voided_at') IS NOT DISTINCT FROM (to_jsonb(OLD) - 'voided_at') THEN
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT 1 FROM invoice
             WHERE owner_id = OLD.owner_id AND id = OLD.invoice_id AND status = 'draft') THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION 'the lines of an invoice are final';
END $$;
--> statement-breakpoint
-- What happened before there were webhooks is not told anew.
UPDATE event SET webhooked_at = delivered_at;
