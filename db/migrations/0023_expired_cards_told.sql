ALTER TABLE "payment_method" ADD COLUMN "expired_told_for" text;--> statement-breakpoint
-- What had expired before anybody was told of it is not news.
update payment_method set expired_told_for = exp_year || '-' || exp_month
where type = 'card' and make_date(exp_year, exp_month, 1) + interval '1 month' <= now();
