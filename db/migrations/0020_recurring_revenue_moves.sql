CREATE TABLE "mrr_movement" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"kind" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"customers" integer NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "mrr_movement_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "mrr_movement_amount" CHECK ("mrr_movement"."amount" <> 0),
	CONSTRAINT "mrr_movement_customers" CHECK ("mrr_movement"."customers" between -1 and 1)
);
--> statement-breakpoint
ALTER TABLE "mrr_movement" ADD CONSTRAINT "mrr_movement_owner_id_customer_id_customer_owner_id_id_fk" FOREIGN KEY ("owner_id","customer_id") REFERENCES "public"."customer"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mrr_movement" ADD CONSTRAINT "mrr_movement_owner_id_subscription_id_subscription_owner_id_id_fk" FOREIGN KEY ("owner_id","subscription_id") REFERENCES "public"."subscription"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mrr_movement_at" ON "mrr_movement" USING btree ("owner_id","currency","at","id","kind","amount","customers","since");--> statement-breakpoint
CREATE INDEX "mrr_movement_customer" ON "mrr_movement" USING btree ("owner_id","customer_id","currency","at","amount");--> statement-breakpoint
CREATE INDEX "credit_note_issued" ON "credit_note" USING btree ("owner_id","issued_at","id");--> statement-breakpoint
CREATE INDEX "invoice_issued" ON "invoice" USING btree ("owner_id","issued_at","id");--> statement-breakpoint
-- What is known of the time before: each subscription began to bring what it brings today when its paid time began, and
-- stopped to when it was canceled, paused or given up. Changes of plan and seats in between were not kept in amounts.
INSERT INTO "mrr_movement" (owner_id, id, customer_id, subscription_id, plan_id, quantity, kind, amount, currency, customers, since, at)
with known as (
  select s.owner_id, s.id, s.customer_id, s.plan_id, s.quantity as seats, s.period_start_at, p.currency, p.amount,
    p.type, p.units, p.tiers, p.metric_id, p.interval_count::numeric as every,
    case p.interval_unit when 'day' then 365 when 'week' then 52 when 'month' then 12 else 1 end as per_year,
    case when s.trial_start_at is null then s.started_at else coalesce(s.trial_end_at, s.started_at) end as began_at,
    case
      when s.status in ('active', 'past_due') and s.paused_at is null and s.cancel_at is null then null
      when s.canceled_at is not null then s.canceled_at
      when s.paused_at is not null then s.paused_at
      else coalesce(s.ended_at, s.period_start_at) end as stopped_at
  from subscription s join price p on p.owner_id = s.owner_id and p.id = s.price_id
  where s.status not in ('incomplete', 'incomplete_expired', 'trialing') and p.recurring),
priced as (
  select k.*, case
      when k.metric_id is not null then (
        select coalesce(sum(l.amount), 0) from invoice_line l
        where l.owner_id = k.owner_id and l.subscription_id = k.id and l.metric_id is not null
          and l.voided_at is null and l.period_end_at >= k.period_start_at and l.period_start_at = (
            select max(m.period_start_at) from invoice_line m
            where m.owner_id = k.owner_id and m.subscription_id = k.id and m.metric_id is not null
              and m.voided_at is null))
      when k.type = 'package' then k.amount * ceil(k.seats::numeric / k.units)
      when k.type = 'tiered_volume' then (
        select (t ->> 'flatAmount')::numeric + round((t ->> 'unitAmount')::numeric * k.seats)
        from jsonb_array_elements(k.tiers) t
        where t ->> 'lastUnit' is null or k.seats <= (t ->> 'lastUnit')::numeric
        order by (t ->> 'firstUnit')::numeric limit 1)
      when k.type = 'tiered_graduated' then (
        select sum((t ->> 'flatAmount')::numeric + round((t ->> 'unitAmount')::numeric *
          (least(k.seats, coalesce((t ->> 'lastUnit')::numeric, k.seats)) - (t ->> 'firstUnit')::numeric + 1)))
        from jsonb_array_elements(k.tiers) t
        where k.seats > (t ->> 'firstUnit')::numeric - 1)
      else k.amount * k.seats end as each
  from known k where k.stopped_at is null or k.stopped_at > k.began_at),
monthly as (
  select *, div(2 * each * per_year + 12 * every, 24 * every) as mrr from priced),
steps as (
  select owner_id, customer_id, id, plan_id, seats, currency, mrr as amount, began_at as at from monthly where mrr > 0
  union all
  select owner_id, customer_id, id, plan_id, seats, currency, -mrr, stopped_at from monthly
  where mrr > 0 and stopped_at is not null),
placed as (
  select *,
    coalesce(sum(amount) over (partition by owner_id, customer_id order by at, amount desc, id
      rows between unbounded preceding and 1 preceding), 0) as before,
    coalesce(sum(amount) over (partition by owner_id, customer_id, currency order by at, amount desc, id
      rows between unbounded preceding and 1 preceding), 0) as own,
    min(at) over (partition by owner_id, customer_id) as since,
    row_number() over (partition by owner_id, customer_id order by at, amount desc, id) as place
  from steps)
select owner_id, gen_random_uuid(), customer_id, id, plan_id, seats,
  case
    when amount > 0 and before > 0 then 'expansion'
    when amount > 0 and place > 1 then 'reactivation'
    when amount > 0 then 'new'
    when before + amount > 0 then 'contraction'
    else 'churn' end,
  amount, currency, case when own = 0 then 1 when own + amount = 0 then -1 else 0 end, since, at
from placed;
