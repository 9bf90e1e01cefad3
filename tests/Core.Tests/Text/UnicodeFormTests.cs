using System.Globalization;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Tests.Text;

public sealed class UnicodeFormTests
{
    [Fact]
    public void BothForms_AgreeWithUnicodesOwn()
    {
        var rows = File.ReadLines(Repository.Golden("data", "unicode_nfc.tsv")).Select(line => line.Split('\t').Select(Text).ToArray()).ToList();
        Assert.True(rows.Count > 5000);
        foreach (var row in rows)
        {
            Assert.Equal((row[1], row[2]), (UnicodeForm.ToNfc(row[0]), UnicodeForm.ToNfd(row[0])));
            Assert.Equal((row[1], row[2]), (UnicodeForm.ToNfc(row[2]), UnicodeForm.ToNfd(row[1])));
        }
    }

    [Fact]
    public void NoLibraryOfTheSystem_IsAsked()
    {
        // Invariant mode loads no ICU: a machine without libicu computes the same.
        Assert.True(AppContext.TryGetSwitch("System.Globalization.Invariant", out var isInvariant) && isInvariant);
        Assert.DoesNotContain(File.ReadLines("/proc/self/maps"), line => line.Contains("libicu", StringComparison.Ordinal));
        Assert.Equal("caf\u00E9", UnicodeForm.ToNfc("cafe\u0301"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("caf\u00E9 \u00DF")]
    [InlineData("\uD800")]
    [InlineData("a\uDC00\u0301b\uD83D")]
    [InlineData("\U0001F408\u200D\u2B1B")]
    public void WhatIsComposed_StaysAsItIs(string text) => Assert.Equal(text, UnicodeForm.ToNfc(text));

    [Theory]
    [InlineData("Cat", "cat")]
    [InlineData("caf\u00E9", "CAFE\u0301")]
    [InlineData("cat", " cat\t")]
    [InlineData("\u732B", "\u3000\u732B\u00A0")]
    [InlineData("cat", "\u200Bc\u00ADat\uFEFF")]
    [InlineData("Cat1", "\uFF23\uFF41\uFF54\uFF11")]
    [InlineData("\u30AC\u30B9", "\uFF76\uFF9E\uFF7D")]
    [InlineData("\u039F\u0394\u039F\u03A3", "\u03BF\u03B4\u03BF\u03C2")]
    [InlineData("\u212B", "\u00E5")]
    [InlineData("\uD55C", "\u1112\u1161\u11AB")]
    public void TheKey_IsTheSame(string one, string other) => Assert.Equal(UnicodeForm.Fold(one), UnicodeForm.Fold(other));

    [Theory]
    [InlineData("cat", "cats")]
    [InlineData("new york", "newyork")]
    [InlineData("stra\u00DFe", "strasse")]
    [InlineData("e", "\u00E9")]
    [InlineData("i", "\u0131")]
    [InlineData("x\u00B2", "x2")]
    public void TheKey_Differs(string one, string other) => Assert.NotEqual(UnicodeForm.Fold(one), UnicodeForm.Fold(other));

    private static string Text(string points) =>
        string.Concat(points.Split(' ').Select(point => char.ConvertFromUtf32(int.Parse(point, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
}
