import Form from 'next/form'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { Words } from '@/components/words'

export interface CouponFormProps {
  /** This page's address. */
  action: string
  /** What the address has besides. */
  besides: Record<string, string | undefined>
  coupon: string | undefined
  error: string | undefined
  words: Words
}

/** A coupon code is part of the address: the preview is drawn with it, and it can be linked to. */
export function CouponForm({ action, besides, coupon, error, words }: CouponFormProps) {
  const { t } = words
  const kept = Object.entries(besides).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  )
  if (coupon !== undefined && error === undefined)
    return (
      <p className="flex flex-wrap items-center gap-x-3 text-sm">
        <span role="status">{t('choose.couponApplied', { code: coupon })}</span>
        <Link
          href={
            kept.length === 0
              ? action
              : `${action}?${new URLSearchParams(kept.map((of) => [of.name, of.value]))}`
          }
          scroll={false}
          replace
          className="link-alone inline-flex min-h-6 items-center"
        >
          {t('choose.couponRemove')}
        </Link>
      </p>
    )
  return (
    <details open={error !== undefined} className="group">
      <summary className="link-alone inline-flex min-h-6 list-none items-center text-sm group-open:hidden">
        {t('choose.couponHave')}
      </summary>
      <Form action={action} replace scroll={false} className="flex items-start gap-2">
        {kept.map(({ name, value }) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Field label={t('choose.coupon')} error={error} className="flex-1">
          {(control) => (
            <Input
              {...control}
              name="coupon"
              defaultValue={coupon}
              required
              maxLength={120}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
            />
          )}
        </Field>
        <Button type="submit" className="mt-6.5 pointer-coarse:min-h-11">
          {t('choose.couponApply')}
        </Button>
      </Form>
    </details>
  )
}
