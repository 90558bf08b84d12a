import { SubmitButton } from '@/components/ui/submit-button'
import { signInElsewhere } from './actions'
import { GithubMark, GoogleMark } from './provider-marks'

type Provider = 'github' | 'google'

export interface ProviderButtonsProps {
  callbackUrl: string
  providers: readonly Provider[]
  words: { or: string } & Record<Provider, string>
}

const MARKS = { github: GithubMark, google: GoogleMark }

/** The other ways in, where this installation has them. */
export function ProviderButtons({ callbackUrl, providers, words }: ProviderButtonsProps) {
  return (
    <>
      <p className="flex items-center gap-3 text-sm text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {words.or}
      </p>
      <div className="grid gap-2">
        {providers.map((provider) => {
          const Mark = MARKS[provider]
          return (
            <form key={provider} action={signInElsewhere}>
              <input type="hidden" name="callbackUrl" value={callbackUrl} />
              <input type="hidden" name="provider" value={provider} />
              <SubmitButton size="lg" width="full" icon={<Mark />}>
                {words[provider]}
              </SubmitButton>
            </form>
          )
        })}
      </div>
    </>
  )
}
