CREATE TABLE "credit_entry" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"reason" text NOT NULL,
	"invoice_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "credit_entry_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "customer" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"bucket_id" char(24) NOT NULL,
	"public_id" text NOT NULL,
	"secret_id" text NOT NULL,
	"brand_id" uuid NOT NULL,
	"email" text NOT NULL,
	"name" text,
	"company_name" text,
	"vat_number" text,
	"receipt_email" text,
	"address" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"currency" char(3),
	"stripe_customer_id" text,
	"default_payment_method_id" uuid,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "customer_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "customer_bucket_id_unique" UNIQUE("bucket_id")
);
--> statement-breakpoint
CREATE TABLE "payment_method" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"type" text NOT NULL,
	"status" text NOT NULL,
	"stripe_payment_method_id" text,
	"brand" text,
	"last4" text,
	"exp_month" integer,
	"exp_year" integer,
	"funding" text,
	"country" char(2),
	"fingerprint" text,
	"holder_name" text,
	"address" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"mandate_id" text,
	"mandate_reference" text,
	"mandate_url" text,
	"mandate_accepted_at" timestamp with time zone,
	"expiry_warned_for" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "payment_method_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "event" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"type" text NOT NULL,
	"customer_id" uuid,
	"subject_id" uuid,
	"actor" text NOT NULL,
	"payload" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"delivered_at" timestamp with time zone,
	"delivery_attempts" integer DEFAULT 0 NOT NULL,
	"delivery_due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"delivery_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "event_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "idempotency_key" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer,
	"body" jsonb,
	"locked_until" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_key_scope_key_pk" PRIMARY KEY("scope","key")
);
--> statement-breakpoint
CREATE TABLE "stripe_event" (
	"id" text PRIMARY KEY NOT NULL,
	"account" text,
	"type" text NOT NULL,
	"payload" jsonb NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"processed_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "invoice" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"brand_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"subscription_id" uuid,
	"number" text NOT NULL,
	"reason" text NOT NULL,
	"status" text NOT NULL,
	"currency" char(3) NOT NULL,
	"subtotal" bigint NOT NULL,
	"discount" bigint NOT NULL,
	"net" bigint NOT NULL,
	"tax" bigint NOT NULL,
	"total" bigint NOT NULL,
	"credit_applied" bigint DEFAULT 0 NOT NULL,
	"amount_paid" bigint DEFAULT 0 NOT NULL,
	"seller" jsonb NOT NULL,
	"buyer" jsonb NOT NULL,
	"notes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"locale" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"paid_at" timestamp with time zone,
	"voided_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "invoice_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "invoice_total" CHECK ("invoice"."total" = "invoice"."net" + "invoice"."tax"),
	CONSTRAINT "invoice_not_negative" CHECK ("invoice"."total" >= 0),
	CONSTRAINT "invoice_credit" CHECK ("invoice"."credit_applied" between 0 and "invoice"."total"),
	CONSTRAINT "invoice_paid" CHECK ("invoice"."amount_paid" between 0 and "invoice"."total" - "invoice"."credit_applied")
);
--> statement-breakpoint
CREATE TABLE "invoice_line" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"subscription_id" uuid,
	"price_id" uuid,
	"kind" text NOT NULL,
	"description" text NOT NULL,
	"quantity" integer NOT NULL,
	"unit_amount" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"discount" bigint NOT NULL,
	"net" bigint NOT NULL,
	"tax_rate_ppm" integer NOT NULL,
	"tax" bigint NOT NULL,
	"total" bigint NOT NULL,
	"period_start_at" timestamp with time zone NOT NULL,
	"period_end_at" timestamp with time zone NOT NULL,
	"voided_at" timestamp with time zone,
	CONSTRAINT "invoice_line_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "invoice_line_total" CHECK ("invoice_line"."total" = "invoice_line"."net" + "invoice_line"."tax")
);
--> statement-breakpoint
CREATE TABLE "ledger_transfer" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debit" text NOT NULL,
	"credit" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"reason" text NOT NULL,
	"customer_id" uuid,
	"invoice_id" uuid,
	"payment_id" uuid,
	"refund_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_transfer_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "ledger_transfer_amount" CHECK ("ledger_transfer"."amount" > 0),
	CONSTRAINT "ledger_transfer_accounts" CHECK ("ledger_transfer"."debit" <> "ledger_transfer"."credit")
);
--> statement-breakpoint
CREATE TABLE "api_key" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" text NOT NULL,
	"scopes" text[] DEFAULT '{}' NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_key_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "api_key_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "brand" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"address" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"tax_number" text,
	"tax_rate_ppm" integer DEFAULT 0 NOT NULL,
	"invoice_prefix" text DEFAULT 'INV' NOT NULL,
	"accent" text DEFAULT '#0b6b4d' NOT NULL,
	"stripe_account_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "brand_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "number_series" (
	"owner_id" uuid NOT NULL,
	"brand_id" uuid NOT NULL,
	"series" text NOT NULL,
	"next" bigint DEFAULT 1 NOT NULL,
	CONSTRAINT "number_series_owner_id_brand_id_series_pk" PRIMARY KEY("owner_id","brand_id","series")
);
--> statement-breakpoint
CREATE TABLE "owner" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"first_name" text,
	"last_name" text,
	"is_house" boolean DEFAULT false NOT NULL,
	"timezone" text DEFAULT 'UTC' NOT NULL,
	"default_currency" char(3) DEFAULT 'EUR' NOT NULL,
	"primary_brand_id" uuid,
	"clock_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stripe_account" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"stripe_id" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stripe_account_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "stripe_account_stripe_id_unique" UNIQUE("stripe_id")
);
--> statement-breakpoint
CREATE TABLE "payment" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"attempt_id" uuid NOT NULL,
	"payment_method_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"refunded" bigint DEFAULT 0 NOT NULL,
	"currency" char(3) NOT NULL,
	"status" text NOT NULL,
	"stripe_payment_intent_id" text NOT NULL,
	"stripe_charge_id" text,
	"paid_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "payment_refunded" CHECK ("payment"."refunded" between 0 and "payment"."amount")
);
--> statement-breakpoint
CREATE TABLE "payment_attempt" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"attempt_no" integer NOT NULL,
	"payment_method_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"status" text NOT NULL,
	"off_session" boolean NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"claimed_until" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"stripe_payment_intent_id" text,
	"stripe_client_secret" text,
	"failure_code" text,
	"decline_code" text,
	"failure_message" text,
	"settled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_attempt_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "payment_attempt_amount" CHECK ("payment_attempt"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "receipt" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"brand_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"number" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "receipt_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "refund" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"reason" text,
	"status" text NOT NULL,
	"stripe_refund_id" text,
	"sent_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "refund_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "refund_amount" CHECK ("refund"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "plan" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"product_id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"family" text NOT NULL,
	"features" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"trial_days" integer DEFAULT 0 NOT NULL,
	"public" boolean DEFAULT true NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plan_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "plan_price" (
	"owner_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"price_id" uuid NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "plan_price_owner_id_plan_id_price_id_pk" PRIMARY KEY("owner_id","plan_id","price_id")
);
--> statement-breakpoint
CREATE TABLE "price" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"product_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"interval_unit" text NOT NULL,
	"interval_count" integer DEFAULT 1 NOT NULL,
	"tax_included" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "price_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "price_amount" CHECK ("price"."amount" >= 0),
	CONSTRAINT "price_interval" CHECK ("price"."interval_count" between 1 and 100)
);
--> statement-breakpoint
CREATE TABLE "product" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "product_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "discount" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"stripe_coupon_id" text NOT NULL,
	"name" text NOT NULL,
	"percent_off_ppm" integer,
	"amount_off" bigint,
	"currency" char(3),
	"duration" text NOT NULL,
	"duration_months" integer,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "discount_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "discount_kind" CHECK (("discount"."percent_off_ppm" is null) <> ("discount"."amount_off" is null))
);
--> statement-breakpoint
CREATE TABLE "subscription" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"price_id" uuid NOT NULL,
	"quantity" integer DEFAULT 1 NOT NULL,
	"status" text NOT NULL,
	"payment_method_id" uuid,
	"started_at" timestamp with time zone NOT NULL,
	"anchor_at" timestamp with time zone NOT NULL,
	"period_index" integer DEFAULT 0 NOT NULL,
	"period_start_at" timestamp with time zone NOT NULL,
	"period_end_at" timestamp with time zone NOT NULL,
	"trial_start_at" timestamp with time zone,
	"trial_end_at" timestamp with time zone,
	"trial_reminded_at" timestamp with time zone,
	"cancel_at" timestamp with time zone,
	"canceled_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"cancel_reason" text,
	"next_plan_id" uuid,
	"next_price_id" uuid,
	"pending_plan_id" uuid,
	"pending_price_id" uuid,
	"pending_invoice_id" uuid,
	"due_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "subscription_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "subscription_period" CHECK ("subscription"."period_end_at" > "subscription"."period_start_at"),
	CONSTRAINT "subscription_quantity" CHECK ("subscription"."quantity" >= 1)
);
--> statement-breakpoint
CREATE TABLE "trial_claim" (
	"owner_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"family" text NOT NULL,
	"subscription_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "trial_claim_owner_id_customer_id_family_pk" PRIMARY KEY("owner_id","customer_id","family")
);
--> statement-breakpoint
CREATE TABLE "customer_member" (
	"owner_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "customer_member_owner_id_customer_id_user_id_pk" PRIMARY KEY("owner_id","customer_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "owner_member" (
	"owner_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "owner_member_owner_id_user_id_pk" PRIMARY KEY("owner_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "rate_limit" (
	"key" text NOT NULL,
	"window_at" timestamp with time zone NOT NULL,
	"count" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "rate_limit_key_window_at_pk" PRIMARY KEY("key","window_at")
);
--> statement-breakpoint
CREATE TABLE "sign_in_token" (
	"hash" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "token" (
	"hash" text PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid NOT NULL,
	"refresh_id" uuid,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "token_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "app_user" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text,
	"locale" text DEFAULT 'en' NOT NULL,
	"token_version" integer DEFAULT 1 NOT NULL,
	"email_verified_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "credit_entry" ADD CONSTRAINT "credit_entry_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer" ADD CONSTRAINT "customer_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer" ADD CONSTRAINT "customer_owner_id_brand_id_brand_owner_id_id_fk" FOREIGN KEY ("owner_id","brand_id") REFERENCES "public"."brand"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_method" ADD CONSTRAINT "payment_method_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event" ADD CONSTRAINT "event_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_owner_id_brand_id_brand_owner_id_id_fk" FOREIGN KEY ("owner_id","brand_id") REFERENCES "public"."brand"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_owner_id_subscription_id_subscription_owner_id_id_fk" FOREIGN KEY ("owner_id","subscription_id") REFERENCES "public"."subscription"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_owner_id_invoice_id_invoice_owner_id_id_fk" FOREIGN KEY ("owner_id","invoice_id") REFERENCES "public"."invoice"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transfer" ADD CONSTRAINT "ledger_transfer_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "brand" ADD CONSTRAINT "brand_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "brand" ADD CONSTRAINT "brand_owner_id_stripe_account_id_stripe_account_owner_id_id_fk" FOREIGN KEY ("owner_id","stripe_account_id") REFERENCES "public"."stripe_account"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "number_series" ADD CONSTRAINT "number_series_owner_id_brand_id_brand_owner_id_id_fk" FOREIGN KEY ("owner_id","brand_id") REFERENCES "public"."brand"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stripe_account" ADD CONSTRAINT "stripe_account_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_owner_id_invoice_id_invoice_owner_id_id_fk" FOREIGN KEY ("owner_id","invoice_id") REFERENCES "public"."invoice"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_owner_id_attempt_id_payment_attempt_owner_id_id_fk" FOREIGN KEY ("owner_id","attempt_id") REFERENCES "public"."payment_attempt"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_attempt" ADD CONSTRAINT "payment_attempt_owner_id_invoice_id_invoice_owner_id_id_fk" FOREIGN KEY ("owner_id","invoice_id") REFERENCES "public"."invoice"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_attempt" ADD CONSTRAINT "payment_attempt_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_attempt" ADD CONSTRAINT "payment_attempt_owner_id_payment_method_id_payment_method_owner_id_id_fk" FOREIGN KEY ("owner_id","payment_method_id") REFERENCES "public"."payment_method"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt" ADD CONSTRAINT "receipt_owner_id_payment_id_payment_owner_id_id_fk" FOREIGN KEY ("owner_id","payment_id") REFERENCES "public"."payment"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_owner_id_payment_id_payment_owner_id_id_fk" FOREIGN KEY ("owner_id","payment_id") REFERENCES "public"."payment"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan" ADD CONSTRAINT "plan_owner_id_product_id_product_owner_id_id_fk" FOREIGN KEY ("owner_id","product_id") REFERENCES "public"."product"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_price" ADD CONSTRAINT "plan_price_owner_id_plan_id_plan_owner_id_id_fk" FOREIGN KEY ("owner_id","plan_id") REFERENCES "public"."plan"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_price" ADD CONSTRAINT "plan_price_owner_id_price_id_price_owner_id_id_fk" FOREIGN KEY ("owner_id","price_id") REFERENCES "public"."price"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price" ADD CONSTRAINT "price_owner_id_product_id_product_owner_id_id_fk" FOREIGN KEY ("owner_id","product_id") REFERENCES "public"."product"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product" ADD CONSTRAINT "product_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discount" ADD CONSTRAINT "discount_owner_id_subscription_id_subscription_owner_id_id_fk" FOREIGN KEY ("owner_id","subscription_id") REFERENCES "public"."subscription"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_owner_id_plan_id_plan_owner_id_id_fk" FOREIGN KEY ("owner_id","plan_id") REFERENCES "public"."plan"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_owner_id_price_id_price_owner_id_id_fk" FOREIGN KEY ("owner_id","price_id") REFERENCES "public"."price"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_owner_id_payment_method_id_payment_method_owner_id_id_fk" FOREIGN KEY ("owner_id","payment_method_id") REFERENCES "public"."payment_method"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trial_claim" ADD CONSTRAINT "trial_claim_owner_id_subscription_id_subscription_owner_id_id_fk" FOREIGN KEY ("owner_id","subscription_id") REFERENCES "public"."subscription"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_member" ADD CONSTRAINT "customer_member_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_member" ADD CONSTRAINT "customer_member_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "owner_member" ADD CONSTRAINT "owner_member_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "owner_member" ADD CONSTRAINT "owner_member_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token" ADD CONSTRAINT "token_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credit_entry_customer" ON "credit_entry" USING btree ("owner_id","customer_id","currency");--> statement-breakpoint
CREATE UNIQUE INDEX "customer_id" ON "customer" USING btree ("id");--> statement-breakpoint
CREATE INDEX "customer_email" ON "customer" USING btree ("owner_id",lower("email"));--> statement-breakpoint
CREATE INDEX "customer_stripe" ON "customer" USING btree ("stripe_customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_method_stripe" ON "payment_method" USING btree ("owner_id","stripe_payment_method_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_method_one_bank" ON "payment_method" USING btree ("owner_id","customer_id") WHERE type = 'sepa_debit' and status <> 'removed';--> statement-breakpoint
CREATE INDEX "payment_method_customer" ON "payment_method" USING btree ("owner_id","customer_id");--> statement-breakpoint
CREATE INDEX "event_undelivered" ON "event" USING btree ("delivery_due_at") WHERE delivered_at is null;--> statement-breakpoint
CREATE INDEX "event_customer" ON "event" USING btree ("owner_id","customer_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "idempotency_key_age" ON "idempotency_key" USING btree ("created_at","scope","key");--> statement-breakpoint
CREATE INDEX "stripe_event_open" ON "stripe_event" USING btree ("due_at") WHERE processed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_number" ON "invoice" USING btree ("owner_id","brand_id","number");--> statement-breakpoint
CREATE INDEX "invoice_customer" ON "invoice" USING btree ("owner_id","customer_id");--> statement-breakpoint
CREATE INDEX "invoice_subscription" ON "invoice" USING btree ("owner_id","subscription_id");--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_line_period_once" ON "invoice_line" USING btree ("owner_id","subscription_id","period_start_at","kind") WHERE voided_at is null;--> statement-breakpoint
CREATE INDEX "invoice_line_invoice" ON "invoice_line" USING btree ("owner_id","invoice_id");--> statement-breakpoint
CREATE INDEX "ledger_transfer_invoice" ON "ledger_transfer" USING btree ("owner_id","invoice_id");--> statement-breakpoint
CREATE INDEX "ledger_transfer_at" ON "ledger_transfer" USING btree ("owner_id","at");--> statement-breakpoint
CREATE INDEX "api_key_owner" ON "api_key" USING btree ("owner_id");--> statement-breakpoint
CREATE UNIQUE INDEX "brand_code" ON "brand" USING btree ("owner_id","code");--> statement-breakpoint
CREATE UNIQUE INDEX "owner_email" ON "owner" USING btree (lower("email"));--> statement-breakpoint
CREATE UNIQUE INDEX "owner_house" ON "owner" USING btree ("is_house") WHERE "owner"."is_house";--> statement-breakpoint
CREATE UNIQUE INDEX "payment_attempt_once" ON "payment" USING btree ("owner_id","attempt_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_intent" ON "payment" USING btree ("owner_id","stripe_payment_intent_id");--> statement-breakpoint
CREATE INDEX "payment_customer" ON "payment" USING btree ("owner_id","customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_attempt_no" ON "payment_attempt" USING btree ("owner_id","invoice_id","attempt_no");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_attempt_one_open" ON "payment_attempt" USING btree ("owner_id","invoice_id") WHERE status in ('pending', 'requires_action', 'processing');--> statement-breakpoint
CREATE UNIQUE INDEX "payment_attempt_intent" ON "payment_attempt" USING btree ("owner_id","stripe_payment_intent_id");--> statement-breakpoint
CREATE INDEX "payment_attempt_due" ON "payment_attempt" USING btree ("due_at") WHERE status = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "receipt_payment" ON "receipt" USING btree ("owner_id","payment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "receipt_number" ON "receipt" USING btree ("owner_id","brand_id","number");--> statement-breakpoint
CREATE INDEX "receipt_customer" ON "receipt" USING btree ("owner_id","customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "refund_stripe" ON "refund" USING btree ("owner_id","stripe_refund_id");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_code" ON "plan" USING btree ("owner_id","code");--> statement-breakpoint
CREATE UNIQUE INDEX "discount_once_each" ON "discount" USING btree ("owner_id","subscription_id","stripe_coupon_id");--> statement-breakpoint
CREATE INDEX "subscription_customer" ON "subscription" USING btree ("owner_id","customer_id");--> statement-breakpoint
CREATE INDEX "subscription_due" ON "subscription" USING btree ("owner_id","due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "customer_member_user" ON "customer_member" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "owner_member_user" ON "owner_member" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "token_refresh" ON "token" USING btree ("refresh_id");--> statement-breakpoint
CREATE INDEX "token_user" ON "token" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "app_user_email" ON "app_user" USING btree (lower("email"));