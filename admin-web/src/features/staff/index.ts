import type { Feature } from '@/shared/feature'

const staff: Feature = {
  menu: [
    { feature: 'staff', to: 'staff', label: '员工', icon: 'users', group: 'settings', anyOf: ['staff.read'] },
    { feature: 'role', to: 'role', label: '角色权限', icon: 'key', group: 'settings', anyOf: ['staff.read'] },
  ],
  routes: [
    { path: 'staff/:id?', name: 'staff', meta: { title: '员工' }, component: () => import('./pages/StaffPage.vue') },
    { path: 'roles', name: 'role', meta: { title: '角色权限' }, component: () => import('./pages/RolePage.vue') },
  ],
}
export default staff
