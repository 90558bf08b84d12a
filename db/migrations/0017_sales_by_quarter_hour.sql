CREATE TABLE "sales_day" (
	"owner_id" uuid NOT NULL,
	"brand_id" uuid NOT NULL,
	"currency" char(3) NOT NULL,
	"charged" bigint NOT NULL,
	"refunded" bigint NOT NULL,
	"day" date NOT NULL,
	CONSTRAINT "sales_day_owner_id_brand_id_day_currency_pk" PRIMARY KEY("owner_id","brand_id","day","currency")
);
--> statement-breakpoint
CREATE TABLE "sales_quarter" (
	"owner_id" uuid NOT NULL,
	"brand_id" uuid NOT NULL,
	"currency" char(3) NOT NULL,
	"charged" bigint NOT NULL,
	"refunded" bigint NOT NULL,
	"bucket_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sales_quarter_owner_id_brand_id_bucket_at_currency_pk" PRIMARY KEY("owner_id","brand_id","bucket_at","currency")
);
--> statement-breakpoint
ALTER TABLE "sales_day" ADD CONSTRAINT "sales_day_owner_id_brand_id_brand_owner_id_id_fk" FOREIGN KEY ("owner_id","brand_id") REFERENCES "public"."brand"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales_quarter" ADD CONSTRAINT "sales_quarter_owner_id_brand_id_brand_owner_id_id_fk" FOREIGN KEY ("owner_id","brand_id") REFERENCES "public"."brand"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- What was sold so far, as db/queries/sales.ts has it.
INSERT INTO "sales_quarter" ("owner_id", "brand_id", "bucket_at", "currency", "charged", "refunded")
SELECT i.owner_id, i.brand_id, date_bin('15 minutes', t.at, '2000-01-01T00:00:00Z'), t.currency,
	sum(CASE WHEN t.refund_id IS NULL THEN m.moved ELSE 0 END), sum(CASE WHEN t.refund_id IS NULL THEN 0 ELSE -m.moved END)
FROM "ledger_transfer" t
JOIN "invoice" i ON i.owner_id = t.owner_id AND i.id = t.invoice_id
CROSS JOIN LATERAL (
	SELECT CASE WHEN t.debit IN ('stripe_cash', 'bank_cash') THEN t.amount ELSE -t.amount END AS moved) m
WHERE (t.debit IN ('stripe_cash', 'bank_cash') AND t.credit IN ('receivable', 'refunds'))
	OR (t.credit IN ('stripe_cash', 'bank_cash') AND t.debit IN ('receivable', 'refunds'))
GROUP BY 1, 2, 3, 4;--> statement-breakpoint
-- Days by this Postgres' edition of the time zones, this once; `folio sales rebuild` writes them by Node's.
INSERT INTO "sales_day" ("owner_id", "brand_id", "day", "currency", "charged", "refunded")
SELECT q.owner_id, q.brand_id, (q.bucket_at AT TIME ZONE coalesce(z.name, 'UTC'))::date, q.currency,
	sum(q.charged), sum(q.refunded)
FROM "sales_quarter" q
JOIN "owner" o ON o.id = q.owner_id
LEFT JOIN "pg_timezone_names" z ON lower(z.name) = lower(o.timezone)
GROUP BY 1, 2, 3, 4;
