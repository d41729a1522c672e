package io.geshao.devicesim.community;

import java.util.List;

/** Invented names, Chinese and English side by side. */
final class Names {
    private Names() {}

    record Name(String zh, String en) {
        Name followedBy(String zhTail, String enTail) {
            return new Name(zh + zhTail, en + enTail);
        }
    }

    static final Name DISTRICT = new Name("云渚区", "Yunzhu District");
    static final Name STREET = new Name("桐荫街道", "Tongyin Subdistrict");
    static final Name RIVER = new Name("青溇河", "Qinglou River");
    static final Name BRIDGE = new Name("青溇桥", "Qinglou Bridge");
    static final List<Name> COMMUNITIES =
            List.of(new Name("雨花社区", "Yuhua Community"), new Name("临江社区", "Linjiang Community"));

    private static final List<Name> ESTATES = List.of(
            new Name("听雨苑", "Tingyu Court"),
            new Name("梧桐里", "Wutong Lane"),
            new Name("兰亭新村", "Lanting New Village"),
            new Name("石榴园", "Shiliu Garden"),
            new Name("文思坊", "Wensi Square"),
            new Name("晴川家园", "Qingchuan Homes"),
            new Name("望潮苑", "Wangchao Court"),
            new Name("渡口里", "Dukou Lane"),
            new Name("芦花新村", "Luhua New Village"),
            new Name("船坞公寓", "Chuanwu Apartments"),
            new Name("江枫园", "Jiangfeng Garden"),
            new Name("白鹭坊", "Bailu Square"));
    private static final List<Name> MAIN = List.of(
            new Name("云渚大道", "Yunzhu Avenue"),
            new Name("桐荫路", "Tongyin Road"),
            new Name("雨润路", "Yurun Road"),
            new Name("溇西路", "Louxi Road"),
            new Name("青桥路", "Qingqiao Road"),
            new Name("文德路", "Wende Road"),
            new Name("江岸大道", "Jiang'an Avenue"),
            new Name("溇东路", "Loudong Road"),
            new Name("船厂路", "Chuanchang Road"),
            new Name("临波路", "Linbo Road"));
    private static final List<Name> STREETS = List.of(
            new Name("丁香街", "Dingxiang Street"),
            new Name("书院街", "Shuyuan Street"),
            new Name("石鼓街", "Shigu Street"),
            new Name("乌榜街", "Wubang Street"),
            new Name("莲塘街", "Liantang Street"),
            new Name("盐仓街", "Yancang Street"),
            new Name("竹行街", "Zhuhang Street"),
            new Name("米市街", "Mishi Street"));
    private static final List<String[]> LANE_FIRST = List.of(
            new String[] {"听雨", "Tingyu"},
            new String[] {"桂花", "Guihua"},
            new String[] {"井亭", "Jingting"},
            new String[] {"柳荫", "Liuyin"},
            new String[] {"青砖", "Qingzhuan"},
            new String[] {"月牙", "Yueya"},
            new String[] {"半山", "Banshan"},
            new String[] {"渔灯", "Yudeng"},
            new String[] {"双槐", "Shuanghuai"});
    private static final List<String[]> LANE_LAST =
            List.of(new String[] {"巷", "Lane"}, new String[] {"弄", "Alley"}, new String[] {"里", "Row"}, new String[] {
                "横巷", "Cross Lane"
            });

    static Name estate(int number) {
        return ESTATES.get(number % ESTATES.size());
    }

    /** @param number counts the roads of one rank over the whole plan; names repeat only after all were used */
    static Name road(String rank, int number) {
        return switch (rank) {
            case "main" -> MAIN.get(number % MAIN.size());
            case "street" -> STREETS.get(number % STREETS.size());
            default -> {
                String[] first = LANE_FIRST.get(number % LANE_FIRST.size());
                String[] last = LANE_LAST.get(number / LANE_FIRST.size() % LANE_LAST.size());
                yield new Name(first[0] + last[0], first[1] + " " + last[1]);
            }
        };
    }
}
