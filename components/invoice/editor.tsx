'use client'

import { Plus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { fill } from '@/components/dashboard/fill'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import type { OwnerClient } from '@/components/trpc/client'
import { useOwnerAction } from '@/components/trpc/use-action'
import { Button, ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { SelectField } from '@/components/ui/select'
import { formatMoney, type Locale } from '@/server/core/format'
import { ItemFields } from './editor-item'
import { type Item, newItem, readItems, type Shown, type Wrong, withKey } from './editor-items'
import { EditorSums } from './editor-sums'
import type { InvoiceFile } from './money-types'
import type { MoneyMessages } from './money-words'

export interface InvoiceEditorProps {
  ownerId: string
  buyer: { id: string; name: string }
  /** A draft to change; null for a new invoice. */
  draft: { id: string; items: NonNullable<InvoiceFile['items']> } | null
  currency: string
  currencies: readonly string[]
  taxTypes: readonly { id: string; name: string }[]
  /** Where invoices are. */
  base: string
  locale: Locale
  words: BaseFormWords & MoneyMessages['editor']
}

/** An invoice written by hand: its items, and beside them what they come to by the plan that is then written. */
export function InvoiceEditor(props: InvoiceEditorProps) {
  const { ownerId, buyer, draft, base, locale, words } = props
  const { isPending, problem, run } = useOwnerAction(words)
  const [currency, setCurrency] = useState(props.currency)
  const [items, setItems] = useState<Item[]>(
    () => draft?.items.map((item) => withKey(item, currency)) ?? [newItem()],
  )
  const [wrong, setWrong] = useState<Wrong>({})
  const read = readItems(items, currency)
  const seen = usePreview({ ownerId, customerId: buyer.id, currency, items: read.items })
  const change = (key: string, changes: Partial<Item>) => {
    setItems((all) => all.map((item) => (item.key === key ? { ...item, ...changes } : item)))
    setWrong({})
  }
  const send = (work: (owner: OwnerClient, items: Shown[]) => Promise<string>) => {
    setWrong(read.wrong)
    const { items: sent } = read
    if (isPending || sent === null) return
    run((owner) => work(owner, sent))
  }
  const save = () =>
    send(async ({ invoice }, sent) => {
      const fields = { ownerId, currency, items: sent }
      const { id } = draft
        ? await invoice.replace.mutate({ ...fields, id: draft.id })
        : await invoice.create.mutate({ ...fields, customerId: buyer.id, draft: true })
      return `${base}/${id}?done=drafted`
    })
  const issue = () =>
    send(async ({ invoice }, sent) => {
      const fields = { ownerId, currency, items: sent, customerId: buyer.id, draft: false }
      const { id } = await invoice.create.mutate({ ...fields, amountDue: seen?.amountDue })
      return `${base}/${id}?done=finalized`
    })
  const due = seen && formatMoney(seen.amountDue, seen.currency, locale)
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]">
      <form
        noValidate
        className="grid min-w-0 gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        {problem && (
          <Notice tone="bad" live="alert">
            {problem.code === 'invalid_input' ? words.error.items : problem.message}
          </Notice>
        )}
        <div className="max-w-48">
          <SelectField
            label={words.currency}
            value={currency}
            onChange={(event) => setCurrency(event.target.value)}
            options={props.currencies.map((code) => ({ value: code, label: code }))}
          />
        </div>
        {items.map((item, at) => (
          <fieldset key={item.key} className="rounded-lg border bg-surface p-4 shadow-low">
            <legend className="sr-only">{fill(words.item, { position: at + 1 })}</legend>
            <ItemFields
              item={item}
              wrong={wrong[item.key] ?? {}}
              currency={currency}
              taxTypes={props.taxTypes}
              onChange={(changes) => change(item.key, changes)}
              words={words}
              remove={
                items.length > 1 && (
                  <Button
                    variant="quiet"
                    size="sm"
                    icon={<X aria-hidden="true" />}
                    aria-label={fill(words.removeItem, { position: at + 1 })}
                    onClick={() => setItems((all) => all.filter(({ key }) => key !== item.key))}
                  >
                    {words.remove}
                  </Button>
                )
              }
            />
          </fieldset>
        ))}
        <div>
          <Button icon={<Plus aria-hidden="true" />} onClick={() => setItems((all) => [...all, newItem()])}>
            {words.add}
          </Button>
        </div>
        <div className="flex flex-wrap items-center gap-2 border-t pt-5">
          {!draft && (
            <Button
              variant="primary"
              width="phone"
              pending={isPending}
              onClick={issue}
              aria-describedby="issue-text"
            >
              {due ? fill(words.issue, { amount: due }) : words.issueLater}
            </Button>
          )}
          <Button type="submit" variant={draft ? 'primary' : 'plain'} width="phone" pending={isPending}>
            {words.saveDraft}
          </Button>
          <ButtonLink href={draft ? `${base}/${draft.id}` : base} variant="quiet" width="phone">
            {words.cancel}
          </ButtonLink>
        </div>
        {!draft && (
          <p id="issue-text" className="text-sm text-ink-3">
            {fill(words.issueText, { customer: buyer.name })}
          </p>
        )}
      </form>
      <EditorSums seen={seen} locale={locale} words={words} />
    </div>
  )
}

type Asked = { ownerId: string; customerId: string; currency: string; items: Shown[] | null }
type Seen = Awaited<ReturnType<OwnerClient['invoice']['preview']['query']>>

/** How long somebody has to stop typing before it is priced. */
const PAUSE_MS = 300

/** What the items come to, a moment after they were typed; the last answer stays while the next is on its way. */
function usePreview(asked: Asked): Seen | null {
  const [seen, setSeen] = useState<Seen | null>(null)
  const text = JSON.stringify(asked)
  const latest = useRef(text)
  useEffect(() => {
    latest.current = text
    const { items, ...of } = JSON.parse(text) as Asked
    if (items === null) return setSeen(null)
    const timer = setTimeout(async () => {
      const { client } = await import('@/components/trpc/client')
      const answer = await client.owner.invoice.preview.query({ ...of, items }).catch(() => null)
      // An answer to what has been typed over meanwhile is none.
      if (latest.current === text) setSeen(answer)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return seen
}
