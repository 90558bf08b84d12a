/** The first stop of the Tab key: past the navigation, to `<main id="main">`. */
export function SkipLink({ children }: { children: string }) {
  return (
    <a
      href="#main"
      className="fixed top-2 left-2 z-60 -translate-y-20 rounded-md opacity-0 bg-ink px-4 py-2 font-medium text-paper shadow-high focus:translate-y-0 focus:opacity-100"
    >
      {children}
    </a>
  )
}
