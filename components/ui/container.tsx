import type { ReactNode } from 'react'
import { cx } from './cx'

const WIDTHS = { narrow: 'max-w-140', normal: 'max-w-240', wide: 'max-w-310' }

export interface ContainerProps {
  width?: keyof typeof WIDTHS
  className?: string
  children: ReactNode
}

/** The column of a page, with its side margins. */
export function Container({ width = 'normal', className, children }: ContainerProps) {
  return <div className={cx('mx-auto w-full px-6 max-sm:px-4', WIDTHS[width], className)}>{children}</div>
}

/** The main part of a page, below its header: the target of the skip link. */
export function Main({ width = 'normal', className, children }: ContainerProps) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className={cx(
        'mx-auto grid w-full grid-cols-1 content-start gap-7 px-6 pt-8 pb-20 outline-none max-sm:gap-5 max-sm:px-4 max-sm:pt-6',
        WIDTHS[width],
        className,
      )}
    >
      {children}
    </main>
  )
}
