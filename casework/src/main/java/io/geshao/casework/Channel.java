package io.geshao.casework;

/** By what way somebody is told (通知渠道). */
public enum Channel {
    /** App push or web page. */
    PUSH,
    /** A phone call; key 1 acknowledges. */
    VOICE,
    SMS,
    /** 企业微信 group robot. */
    WECOM,
    /** 钉钉 group robot. */
    DINGTALK,
    /** 飞书 group robot. */
    FEISHU,
    EMAIL,
    /** A signed call to another system. */
    WEBHOOK,
    MQTT
}
