"""One text in four languages, sentence by sentence, for the tests of scripts without spaces; the words are ours."""

from __future__ import annotations

__all__ = ["ENGLISH", "WITHOUT_SPACES"]

ENGLISH = (
    "In 1850 the lamp of the harbour was lit by hand.",
    "Ada Brown kept it for nine years.",
    "She never slept before four in the morning, because the ships came with the tide.",
    "When the fog came, she rang a bell that weighed 300 kilos.",
    "Nobody knows why she left.",
    "The museum has her letters today.",
    "There are 127 of them, and most were written in winter.",
    "She writes about the sea, about birds and about her brother, who lived in London.",
    "Did he ever answer?",
    "We have found only one answer.",
    "It is dated 3 May 1862 and says that he is coming.",
    "He came too late.",
)

WITHOUT_SPACES = {
    "zh": (
        "1850年，港口的灯是用手点亮的。",
        "Ada Brown看守了它九年。",
        "她从来不在凌晨四点以前睡觉，因为船只随着潮水而来。",
        "起雾的时候，她会敲响一口重300公斤的钟。",
        "没有人知道她为什么离开。",
        "今天博物馆收藏着她的信。",
        "一共有127封，大多数是在冬天写的。",
        "她写大海，写鸟儿，也写她住在London的弟弟。",
        "他回过信吗？",
        "我们只找到了一封回信。",
        "信上的日期是1862年5月3日，说他正在赶来。",
        "他来得太晚了。",
    ),
    "ja": (
        "1850年、港の灯りは手で点けられていました。",
        "Ada Brownは九年間それを守りました。",
        "船は潮に乗ってやって来るので、彼女は朝の四時より前に眠ることはありませんでした。",
        "霧が出ると、彼女は重さ300キロの鐘を鳴らしました。",
        "なぜ彼女が去ったのか、誰も知りません。",
        "今は博物館が彼女の手紙を持っています。",
        "手紙は127通あり、ほとんどは冬に書かれました。",
        "彼女は海のこと、鳥のこと、そしてLondonに住む弟のことを書いています。",
        "弟は返事をくれたのでしょうか？",
        "返事は一通しか見つかっていません。",
        "日付は1862年5月3日で、これから行くと書いてあります。",
        "彼が来たのは遅すぎました。",
    ),
    "th": (
        "ในปี 1850 ตะเกียงของท่าเรือถูกจุดด้วยมือ",
        "Ada Brown ดูแลมันอยู่เก้าปี",
        "เธอไม่เคยนอนก่อนตีสี่ เพราะเรือมากับน้ำขึ้น",
        "เมื่อหมอกลง เธอจะตีระฆังที่หนัก 300 กิโล",
        "ไม่มีใครรู้ว่าทำไมเธอจากไป",
        "วันนี้พิพิธภัณฑ์เก็บจดหมายของเธอไว้",
        "มีทั้งหมด 127 ฉบับ และส่วนใหญ่เขียนในฤดูหนาว",
        "เธอเขียนถึงทะเล ถึงนก และถึงน้องชายของเธอที่อยู่ใน London",
        "เขาเคยตอบไหม",
        "เราพบคำตอบเพียงฉบับเดียว",
        "ลงวันที่ 3 พฤษภาคม 1862 และบอกว่าเขากำลังมา",
        "เขามาช้าเกินไป",
    ),
}
