import { ChartNoAxesColumn, CreditCard } from 'lucide-react'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { SubmitButton } from '@/components/ui/submit-button'
import { signInAsDemo } from './actions'

export interface DemoButtonsProps {
  callbackUrl: string
  words: {
    title: string
    text: string
    customer: string
    customerText: string
    owner: string
    ownerText: string
  }
}

/** Sandbox only: one click in, on either side of the counter. */
export function DemoButtons({ callbackUrl, words }: DemoButtonsProps) {
  return (
    <Card id="demo" title={words.title} description={words.text}>
      <div className="grid gap-4">
        <DemoButton as="customer" callbackUrl={callbackUrl} text={words.customerText} icon={<CreditCard />}>
          {words.customer}
        </DemoButton>
        <DemoButton as="owner" callbackUrl={callbackUrl} text={words.ownerText} icon={<ChartNoAxesColumn />}>
          {words.owner}
        </DemoButton>
      </div>
    </Card>
  )
}

interface DemoButtonProps {
  as: 'customer' | 'owner'
  callbackUrl: string
  text: string
  icon: ReactNode
  children: ReactNode
}

function DemoButton({ as, callbackUrl, text, icon, children }: DemoButtonProps) {
  const textId = `demo-${as}-text`
  return (
    <form action={signInAsDemo} className="grid gap-1.5">
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <input type="hidden" name="as" value={as} />
      <SubmitButton size="lg" width="full" icon={icon} aria-describedby={textId}>
        {children}
      </SubmitButton>
      <p id={textId} className="text-center text-sm text-ink-3">
        {text}
      </p>
    </form>
  )
}
