import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ActButton } from '@/components/dashboard/act'
import { baseFormWords } from '@/components/dashboard/form-words'
import type { InvoiceFile } from '@/components/invoice/money-types'
import { moneyMessages, moneyWords } from '@/components/invoice/money-words'
import { ChargeButton, MarkPaidForm, SendForm } from '@/components/invoice/task-forms'
import { paidByText } from '@/components/payment/paid-by'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardPage, openToWrite, peekDashboard, required } from '../../../../open'

type Props = { params: Promise<{ owner: string; id: string; task: string }> }

const TASKS = ['finalize', 'delete', 'send', 'charge', 'mark-paid', 'void', 'write-off'] as const
type Task = (typeof TASKS)[number]

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: moneyWords(page.words.locale)('act.more') } : {}
}

/** One thing to do with an invoice: says what will happen, and then does it. */
export default async function InvoiceTaskPage({ params }: Props) {
  const { id, task: asked } = await params
  const task = TASKS.find((each) => each === asked) ?? notFound()
  const page = await openToWrite(params, `/invoices/${id}/${task}`)
  const invoice = await required(page.api.invoice.get({ ...page.key, id }))
  if (!isPossible(task, invoice)) notFound()
  const t = moneyWords(page.words.locale)
  const { money, date } = page.words
  const isDraft = invoice.status === 'draft'
  const said = {
    number: invoice.number,
    customer: invoice.customer.name,
    amount: money(invoice.draft?.amountDue ?? invoice.amountDue, invoice.currency),
    date: date(invoice.dueAt),
    method: paidByText(invoice.charges, page.words),
  }
  const noMethod = task === 'charge' && invoice.charges === null
  return (
    <Main width="narrow">
      <PageHeader
        back={{
          href: `${page.base}/invoices/${id}`,
          label: isDraft ? t('act.backDraft') : t('act.back', said),
        }}
        title={t(`task.${task}.title`, said)}
      />
      <Card>
        <p className="mb-5">{noMethod ? t('task.charge.none', said) : t(`task.${task}.text`, said)}</p>
        {noMethod ? (
          <ButtonLink href={`${page.base}/invoices/${id}/send`} variant="primary">
            {t('act.send')}
          </ButtonLink>
        ) : (
          <Doing task={task} page={page} invoice={invoice} amount={said.amount} />
        )}
      </Card>
    </Main>
  )
}

/** What the use-cases would refuse in any case is not offered. */
function isPossible(task: Task, invoice: InvoiceFile): boolean {
  const { status } = invoice
  const isOwed = status === 'open' || status === 'uncollectible'
  switch (task) {
    case 'finalize':
      return invoice.draft !== null
    case 'delete':
      return status === 'draft'
    case 'send':
      return status !== 'draft' && status !== 'void'
    case 'charge':
    case 'mark-paid':
      return isOwed
    case 'void':
      return status === 'open' && invoice.amountPaid + invoice.amountCredited === 0
    case 'write-off':
      return status === 'open'
  }
}

type DoingProps = { task: Task; page: DashboardPage; invoice: InvoiceFile; amount: string }

function Doing({ task, page, invoice, amount }: DoingProps) {
  const { base, words, key } = page
  const t = moneyWords(words.locale)
  const { id } = invoice
  const path = `${base}/invoices/${id}`
  const input = { ...key, id }
  const form = baseFormWords(words)
  const texts = moneyMessages(words.locale)
  const submit = t(`task.${task}.submit`, { amount })
  switch (task) {
    case 'finalize': {
      const amountDue = invoice.draft?.amountDue
      return (
        <ActButton
          act={{ call: 'invoice.finalize', input: { ...input, amountDue } }}
          label={submit}
          variant="primary"
          doneHref={`${path}?done=finalized`}
          words={form}
        />
      )
    }
    case 'delete':
      return (
        <ActButton
          act={{ call: 'invoice.remove', input }}
          label={submit}
          variant="danger"
          doneHref={`${base}/invoices?done=deleted`}
          words={form}
        />
      )
    case 'void':
      return (
        <ActButton
          act={{ call: 'invoice.void', input }}
          label={submit}
          variant="danger"
          doneHref={`${path}?done=voided`}
          words={form}
        />
      )
    case 'write-off':
      return (
        <ActButton
          act={{ call: 'invoice.writeOff', input }}
          label={submit}
          variant="danger"
          doneHref={`${path}?done=lost`}
          words={form}
        />
      )
    case 'send':
      return (
        <SendForm
          input={input}
          email={invoice.customer.sendsTo}
          path={path}
          submit={submit}
          words={{ ...form, ...texts.task.send }}
        />
      )
    case 'mark-paid':
      return (
        <MarkPaidForm
          input={input}
          today={dayOf(page.owner.now, page.owner.timezone)}
          path={path}
          submit={submit}
          words={{ ...form, ...texts.task['mark-paid'] }}
        />
      )
    case 'charge':
      return (
        <ChargeButton
          input={{ ...input, amountDue: invoice.amountDue }}
          path={path}
          submit={submit}
          words={form}
        />
      )
  }
}

/** Sweden writes dates as forms do. */
const dayOf = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone }).format(at)
