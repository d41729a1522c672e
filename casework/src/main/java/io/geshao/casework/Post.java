package io.geshao.casework;

/** Somebody who is to be told (岗位), whoever fills it at the time. Source: the escalation ladder of the domain reference. */
public enum Post {
    /** 值班网格员: of the grid the case is in. */
    GRID_WORKER,
    /** 社区值班室. */
    DUTY_DESK,
    /** 物业、微型消防站: of the building. */
    BUILDING_GUARD,
    /** 楼栋自管小组: of the building. */
    SELF_MANAGED_GROUP,
    /** 社区负责人. */
    COMMUNITY_HEAD,
    /** 社区副职. */
    COMMUNITY_DEPUTY,
    /** 街道应急办. */
    STREET_OFFICE,
    /** 区指挥中心. */
    DISTRICT_CENTRE,
    /** 部门值守: of the unit in charge. */
    DEPARTMENT_ON_CALL,
    /** 部门负责人: of the unit in charge. */
    DEPARTMENT_LEADER
}
