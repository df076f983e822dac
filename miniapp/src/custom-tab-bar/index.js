// The platform wants this component when tabBar.custom is true. Pages draw their own bar
// (shared/ui/AppTabBar.vue), because a bar outside the page cannot follow the elder theme.
Component({})
