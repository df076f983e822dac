export interface Column<T> {
  key: string
  title: string
  width?: string
  align?: 'right'
  /** Plain text of the cell; a slot of the same name replaces it. */
  text?: (row: T) => string
}
