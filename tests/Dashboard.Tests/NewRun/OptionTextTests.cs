using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.NewRun;

public sealed class OptionTextTests
{
    [Theory]
    [InlineData(OptionKind.Number, "1e-5", "1E-05")]
    [InlineData(OptionKind.Number, " 0.25 ", "0.25")]
    [InlineData(OptionKind.Whole, "5", "5")]
    [InlineData(OptionKind.Whole, "5.5", "5.5")]
    [InlineData(OptionKind.Flag, "true", "true")]
    [InlineData(OptionKind.Range, "0.2", "0.2")]
    [InlineData(OptionKind.Range, "-0.1, 0.2", "[-0.1,0.2]")]
    [InlineData(OptionKind.Number, "much", "\"much\"")]
    [InlineData(OptionKind.Number, "NaN", "\"NaN\"")]
    [InlineData(OptionKind.Range, "1,2,3", "\"1,2,3\"")]
    [InlineData(OptionKind.Number, "", "null")]
    public void Read_TypedText_IsTheValueOrStaysText(OptionKind kind, string typed, string json) =>
        Assert.Equal(json, OptionText.Read(new("x", kind, null), typed).GetRawText());

    [Theory]
    [InlineData("0.00001", "1e-5")]
    [InlineData("0.001", "0.001")]
    [InlineData("[-0.1,0.2]", "-0.1, 0.2")]
    [InlineData("null", "")]
    [InlineData("\"val_loss\"", "val_loss")]
    public void Show_OfAValue_ReadsBackTheSame(string json, string shown) => Assert.Equal(shown, OptionText.Show(JsonDocument.Parse(json).RootElement));

    [Fact]
    public void Show_OfEveryCatalogDefault_ReadsBackAsAFittingValue()
    {
        foreach (
            var option in ComponentCatalog
                .Optimizers.Concat(ComponentCatalog.Callbacks)
                .Concat(ComponentCatalog.Augmentations)
                .SelectMany(c => c.Options)
                .Where(o => !o.Required)
        )
        {
            var value = OptionText.Read(option, OptionText.Show(JsonSerializer.SerializeToElement(option.Default)));
            Assert.True(option.Expectation(value) is null, $"{option.Name}: {value.GetRawText()} is not {option.Expectation(value)}");
        }
    }

    [Theory]
    [InlineData("restoreBestWeights", "Restore best weights", "恢复最佳权重")]
    [InlineData("minLr", "Lowest learning rate", "最低学习率")]
    [InlineData("ofALaterVersion", "Of a later version", "Of a later version")]
    public void Words_OfACamelCaseName(string name, string english, string chinese)
    {
        Assert.Equal(english, OptionText.Words(name));
        var before = CultureInfo.CurrentUICulture;
        UserLanguage.Speak(UserLanguage.Chinese);
        Assert.Equal(chinese, OptionText.Words(name));
        CultureInfo.CurrentUICulture = before;
    }

    [Fact]
    public void EveryOptionOfTheCatalog_HasWords()
    {
        var texts = new TextResource(typeof(NewRunTexts));
        IEnumerable<ComponentClass> all =
        [
            .. ComponentCatalog.Optimizers,
            .. ComponentCatalog.Schedules,
            .. ComponentCatalog.Callbacks,
            .. ComponentCatalog.Augmentations,
        ];
        Assert.All(all.SelectMany(c => c.Options).Select(o => $"Option.{o.Name}").Distinct(), key => Assert.NotNull(texts.Find(key)));
    }
}
