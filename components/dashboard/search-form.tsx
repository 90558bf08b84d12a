import { Search } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import type { Locale } from '@/server/core/format'
import { formWords } from './form-words'

export interface SearchFormProps {
  /** "Search products": what is searched, and by what. */
  label: string
  path: string
  /** What is searched for now. */
  value: string | undefined
  /** Other filters, which stay. */
  kept?: Record<string, string | undefined>
  locale: Locale
}

/** Searches a list by its address: works before any script has come, and Back works. */
export function SearchForm({ label, path, value = '', kept = {}, locale }: SearchFormProps) {
  const t = formWords(locale)
  return (
    <search>
      <form action={path} className="flex max-w-110 items-center gap-2">
        {Object.entries(kept).map(
          ([name, of]) => of && <input key={name} type="hidden" name={name} value={of} />,
        )}
        <Input
          type="search"
          name="q"
          aria-label={label}
          placeholder={label}
          defaultValue={value}
          before={<Search />}
          maxLength={100}
        />
        <Button type="submit">{t('search')}</Button>
        {value !== '' && (
          <Link href={path} className="link-alone shrink-0 text-sm">
            {t('searchClear')}
          </Link>
        )}
      </form>
    </search>
  )
}
