import binding from '@/features/binding'
import house from '@/features/house'
import identity from '@/features/identity'
import imports from '@/features/import'
import inbox from '@/features/inbox'
import repair from '@/features/repair'
import staff from '@/features/staff'
import workbench from '@/features/workbench'
import type { Feature } from '@/shared/feature'

export const features: Feature[] = [identity, workbench, repair, binding, house, imports, staff, inbox]
