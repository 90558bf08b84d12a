import Form from 'next/form'
import { Button, ButtonLink } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import { listHref } from './pager'

export type FilterField = { name: string; label: string; value: string | undefined } & (
  | { kind: 'search'; placeholder: string }
  | { kind: 'date' }
  | { kind: 'select'; all: string; options: readonly { value: string; label: string }[] }
)

export interface FilterBarProps {
  /** Names the form ("Find invoices"). */
  label: string
  /** The list's own address. */
  path: string
  fields: readonly FilterField[]
  /** What the list is narrowed to elsewhere on the page, kept on the way. */
  kept?: Record<string, string | undefined>
  words: { submit: string; clear: string }
}

/** What a list is narrowed to: a form whose answers are in the address, so that it can be shared and gone back to. */
export function FilterBar({ label, path, fields, kept = {}, words }: FilterBarProps) {
  const isNarrowed = fields.some(({ value }) => value !== undefined)
  return (
    <Form
      action={path}
      scroll={false}
      role="search"
      aria-label={label}
      className="flex flex-wrap items-end gap-3 max-sm:grid max-sm:grid-cols-2"
    >
      {Object.entries(kept).map(
        ([name, value]) =>
          value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
      )}
      {fields.map((field) => (
        <Control key={field.name} field={field} />
      ))}
      <div className="flex gap-2 max-sm:col-span-2">
        <Button type="submit" width="phone">
          {words.submit}
        </Button>
        {isNarrowed && (
          <ButtonLink href={listHref(path, kept, {})} variant="quiet" width="phone">
            {words.clear}
          </ButtonLink>
        )}
      </div>
    </Form>
  )
}

function Control({ field }: { field: FilterField }) {
  const { name, label, value } = field
  // A new address draws the form anew, so that Back shows what was asked for then.
  const known = { name, label, defaultValue: value ?? '', key: value ?? '' }
  switch (field.kind) {
    case 'search':
      return (
        <TextField
          {...known}
          key={known.key}
          type="search"
          placeholder={field.placeholder}
          className="grow sm:max-w-80 max-sm:col-span-2"
        />
      )
    case 'date':
      return <TextField {...known} key={known.key} type="date" className="sm:w-40" />
    case 'select':
      return (
        <SelectField
          {...known}
          key={known.key}
          placeholder={field.all}
          options={field.options}
          className="sm:w-40"
        />
      )
  }
}
