import binding from '@/features/binding'
import house from '@/features/house'
import identity from '@/features/identity'
import imports from '@/features/import'
import jobs from '@/features/jobs'
import inbox from '@/features/inbox'
import repair from '@/features/repair'
import roster from '@/features/roster'
import staff from '@/features/staff'
import stock from '@/features/stock'
import workbench from '@/features/workbench'
import type { Feature } from '@/shared/feature'

export const features: Feature[] = [identity, workbench, repair, roster, stock, binding, house, imports, staff, inbox, jobs]
