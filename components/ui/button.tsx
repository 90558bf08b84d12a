import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
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
  type = 'button',
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // A pending button stays focusable, so it is not disabled; it only has nothing left to do.
      type={pending ? 'button' : type}
      onClick={pending ? undefined : onClick}
      aria-disabled={pending || rest['aria-disabled']}
      aria-busy={pending}
      className={buttonStyle({ variant, size, width, className })}
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
