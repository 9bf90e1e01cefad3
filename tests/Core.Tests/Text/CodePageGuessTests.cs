using System.Text;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Tests.Text;

public sealed class CodePageGuessTests
{
    // Folders as people name classes: short, and few.
    [Theory]
    [InlineData(936, "猫", "狗")]
    [InlineData(936, "苹果", "香蕉")]
    [InlineData(936, "正常", "缺陷")]
    [InlineData(936, "合格品", "不合格品", "划痕")]
    [InlineData(936, "玫瑰花", "向日葵", "蒲公英")]
    [InlineData(936, "训练集", "测试集")]
    [InlineData(936, "男", "女")]
    [InlineData(950, "貓", "狗")]
    [InlineData(950, "蘋果", "香蕉")]
    [InlineData(950, "正常", "異常")]
    [InlineData(950, "許功蓋", "圖片")]
    [InlineData(950, "男性", "女性")]
    [InlineData(932, "猫", "犬")]
    [InlineData(932, "ネコ", "イヌ")]
    [InlineData(932, "りんご", "みかん")]
    [InlineData(932, "表", "裏")]
    [InlineData(932, "ソース", "能力")]
    [InlineData(932, "良品", "不良品")]
    [InlineData(949, "고양이", "개")]
    [InlineData(949, "사과", "바나나")]
    [InlineData(949, "정상", "불량")]
    [InlineData(949, "남자", "여자")]
    [InlineData(866, "кошка", "собака")]
    [InlineData(866, "Кошки", "Собаки")]
    [InlineData(866, "кот", "пёс")]
    [InlineData(1251, "кошка", "собака")]
    [InlineData(1251, "Яблоко", "Груша")]
    [InlineData(1251, "ДА", "НЕТ")]
    [InlineData(20866, "кошка", "собака")]
    [InlineData(850, "café", "thé")]
    [InlineData(850, "Äpfel", "Birnen", "Nüsse")]
    [InlineData(850, "pão", "maçã")]
    [InlineData(437, "garçon", "élève")]
    [InlineData(1252, "café", "thé")]
    [InlineData(1252, "Müller", "Größe")]
    [InlineData(1252, "niño", "niña")]
    [InlineData(1252, "björn", "räv")]
    [InlineData(852, "żółw", "łoś", "jeż")]
    [InlineData(1250, "kočka", "kůň", "žába", "šnek")]
    [InlineData(1253, "γάτα", "σκύλος")]
    [InlineData(737, "γάτα", "σκύλος")]
    [InlineData(1254, "ağaç", "çiçek", "kuş")]
    [InlineData(862, "חתול", "כלב")]
    [InlineData(1256, "قطة", "كلب")]
    [InlineData(874, "แมว", "หมา")]
    [InlineData(65001, "café", "thé")]
    [InlineData(65001, "кошка", "собака")]
    [InlineData(65001, "猫", "狗")]
    [InlineData(65001, "고양이", "개")]
    [InlineData(65001, "Ñandú", "ñu")]
    public void TheNames_AreReadAsTheyWereWritten(int codePage, params string[] classes)
    {
        var encoding = Of(codePage);
        var order = CodePageGuess.Order(classes.SelectMany(name => new[] { $"{name}/1.png", $"{name}/2.png" }).Select(encoding.GetBytes));
        Assert.Equal(classes, classes.Select(name => order[0].Page.Decode(encoding.GetBytes(name))));
    }

    [Fact]
    public void TheRightOne_IsAlwaysAmongThem_AndTheFirstOfManyNames()
    {
        var gb18030 = Of(54936);
        var names = new[] { "照片/㐀一.png", "照片/\U00020000二.png" }.Select(gb18030.GetBytes).ToList();
        Assert.Equal("gb18030", CodePageGuess.Order(names)[0].Page.Name);
        Assert.Contains(CodePageGuess.Order([Of(51932).GetBytes("穴"), Of(51932).GetBytes("鏡")]), fit => fit.Page.Name == "euc-jp");
    }

    [Fact]
    public void ANameThatWasCut_DoesNotDecideForTheOthers()
    {
        var gbk = Of(936);
        var names = Enumerable.Range(0, 40).Select(i => gbk.GetBytes($"苹果{i}/照片.png")).Append(gbk.GetBytes("苹果/照")[..^1]);
        Assert.Equal("gbk", CodePageGuess.Order(names)[0].Page.Name);
    }

    [Theory]
    [InlineData("GBK", 936)]
    [InlineData("gb2312", 936)]
    [InlineData("cp936", 936)]
    [InlineData("936", 936)]
    [InlineData("Shift-JIS", 932)]
    [InlineData("sjis", 932)]
    [InlineData("CP866", 866)]
    [InlineData("ibm866", 866)]
    [InlineData("windows1251", 1251)]
    [InlineData("UTF8", 65001)]
    [InlineData("big-5", 950)]
    [InlineData("euc_kr", 949)]
    public void ACodePage_HasManyNames(string name, int number) => Assert.Equal(number, CodePage.Named(name).Number);

    [Theory]
    [InlineData("")]
    [InlineData("klingon")]
    [InlineData("9360")]
    public void AnUnknownOne_IsRefusedWithTheList(string name) =>
        Assert.Matches(
            "^Expected one of the code pages utf-8, gbk, .*windows-1258. Received: .*$",
            Assert.Throws<RefusedException>(() => CodePage.Named(name)).Message
        );

    private static Encoding Of(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        ?? new UTF8Encoding(false);
}
