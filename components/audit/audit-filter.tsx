import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import { SelectField, type SelectOption } from '@/components/ui/select'
import type { AuditWords } from './audit-words'

export interface AuditFilterProps {
  path: string
  value: {
    who: string | undefined
    what: string | undefined
    customer: string | undefined
    from: string | undefined
    to: string | undefined
  }
  people: readonly SelectOption[]
  nouns: readonly SelectOption[]
  isNarrowed: boolean
  t: AuditWords
}

/** Narrows the log by its address: works before any script has come, and Back works. */
export function AuditFilter({ path, value, people, nouns, isNarrowed, t }: AuditFilterProps) {
  return (
    <search>
      <form
        action={path}
        className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1.4fr_1fr_auto_auto_auto]"
      >
        {value.customer !== undefined && <input type="hidden" name="customer" value={value.customer} />}
        <SelectField
          name="who"
          label={t('who')}
          defaultValue={value.who ?? ''}
          options={[{ value: '', label: t('anybody') }, ...people]}
        />
        <SelectField
          name="what"
          label={t('what')}
          defaultValue={value.what ?? ''}
          options={[{ value: '', label: t('all') }, ...nouns]}
        />
        <TextField name="from" type="date" label={t('from')} defaultValue={value.from} />
        <TextField name="to" type="date" label={t('until')} defaultValue={value.to} />
        <div className="flex items-center gap-3">
          <Button type="submit" width="phone">
            {t('filter')}
          </Button>
          {isNarrowed && (
            <Link href={path} className="link-alone text-sm whitespace-nowrap">
              {t('reset')}
            </Link>
          )}
        </div>
      </form>
    </search>
  )
}
