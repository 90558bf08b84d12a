import { cx } from './cx'

export type ButtonVariant = 'primary' | 'plain' | 'quiet' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

export interface ButtonLook {
  /** `primary` once per view; `plain` is the default; `quiet` has no edge; `danger` for what cannot be undone. */
  variant?: ButtonVariant
  size?: ButtonSize
  /** `full`: as wide as what it is in. `phone`: only on a phone. */
  width?: 'auto' | 'full' | 'phone'
  className?: string
}

const VARIANTS: Record<ButtonVariant, string> = {
  primary:
    'border-transparent bg-accent text-accent-ink shadow-low hover:bg-[color-mix(in_srgb,var(--accent)_88%,var(--ink))]',
  plain: 'border-line-strong bg-surface text-ink shadow-low hover:border-control hover:bg-sunken',
  quiet:
    'border-transparent bg-transparent text-ink-2 hover:bg-[color-mix(in_srgb,var(--ink)_6%,transparent)] hover:text-ink',
  danger:
    'border-transparent bg-bad text-bad-ink shadow-low hover:bg-[color-mix(in_srgb,var(--bad)_88%,var(--ink))]',
}

const SIZES: Record<ButtonSize, string> = {
  sm: 'min-h-8 px-3 text-sm gap-1.5',
  md: 'min-h-9 px-3.5 text-base gap-2 pointer-coarse:min-h-10',
  lg: 'min-h-11 px-5 text-base gap-2',
}

const WIDTHS = { auto: '', full: 'w-full', phone: 'max-sm:w-full' }

export function buttonStyle({
  variant = 'plain',
  size = 'md',
  width = 'auto',
  className,
}: ButtonLook): string {
  return cx(
    'relative inline-flex items-center justify-center rounded-md border py-1 text-center font-medium leading-tight',
    'transition-[background-color,border-color,color] duration-100 select-none',
    'aria-disabled:cursor-not-allowed aria-disabled:opacity-55 aria-busy:opacity-80 disabled:cursor-not-allowed disabled:opacity-55',
    '[&>svg]:size-4 [&>svg]:shrink-0',
    VARIANTS[variant],
    SIZES[size],
    WIDTHS[width],
    className,
  )
}
