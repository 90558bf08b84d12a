import Link from 'next/link'
import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { type ButtonLook, buttonStyle } from './button-style'
import { Spinner } from './spinner'

export interface ButtonProps extends ButtonLook, Omit<ComponentProps<'button'>, 'className'> {
  /** Work is under way: the button keeps its words, its width and the focus, and takes no second click. */
  pending?: boolean
  icon?: ReactNode
}

export function Button({
  variant,
  size,
  width,
  className,
  pending,
  icon,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const look = buttonStyle({ variant, size, width, className })
  // Without `pending` a server component can render this: it must not be given a function then.
  const click = pending ? { onClick: refuse } : onClick ? { onClick } : {}
  return (
    <button
      type="button"
      {...rest}
      {...click}
      className={look}
      aria-disabled={pending || rest['aria-disabled']}
      aria-busy={pending}
    >
      {pending ? <Spinner /> : icon}
      {children}
    </button>
  )
}

export interface ButtonLinkProps extends ButtonLook, Omit<ComponentProps<typeof Link>, 'className'> {
  icon?: ReactNode
}

/** A link that looks like a button: for going somewhere. `Button` is for doing something. */
export function ButtonLink({ variant, size, width, className, icon, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={buttonStyle({ variant, size, width, className })}>
      {icon}
      {children}
    </Link>
  )
}

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children' | 'width'> {
  /** What it does, for everyone who cannot see the icon. */
  label: string
  children: ReactNode
}

/** A square button with an icon only. Prefer words. */
export function IconButton({
  label,
  variant = 'quiet',
  size = 'md',
  className = '',
  ...rest
}: IconButtonProps) {
  const square = { sm: 'w-8', md: 'w-9 pointer-coarse:w-10', lg: 'w-11' }[size]
  return (
    <Button
      {...rest}
      variant={variant}
      size={size}
      aria-label={label}
      title={label}
      className={`px-0! ${square} ${className}`}
    />
  )
}

function refuse(event: MouseEvent): void {
  event.preventDefault()
  event.stopPropagation()
}
