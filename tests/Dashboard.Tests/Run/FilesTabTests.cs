using Bunit;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Inputs;
using MlOpsDashboard.Dashboard.Components.Pages.Run;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Run;

public sealed class FilesTabTests : DashboardContext
{
    [Theory]
    [InlineData(UserLanguage.English, "ONNX with tokenizer", "without extensions")]
    [InlineData(UserLanguage.Chinese, "含分词器的 ONNX", "无需扩展")]
    public void ARunOnTexts_OffersItsModelWithTheTokenizerInside(string language, string title, string needs)
    {
        UserLanguage.Speak(language);
        var link = Show(TextInputCard.InputName).Find(Test("download-whole-onnx"));
        Assert.Equal(("/runs/1/model.onnx?tokenizer=inside", title), (link.GetAttribute("href"), link.TextContent));
        Assert.Contains(needs, link.GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public void ARunOnPictures_DoesNot()
    {
        var tab = Show(InputCards.Pictures);
        Assert.NotNull(tab.Find(Test("download-onnx")));
        Assert.Empty(tab.FindAll(Test("download-whole-onnx")));
    }

    private IRenderedComponent<FilesTab> Show(string input) =>
        Render<FilesTab>(p =>
            p.Add(tab => tab.Files, [new RunFile("best.keras", 1, null, "/runs/1/files/best.keras")])
                .Add(tab => tab.OnnxUrl, "/runs/1/model.onnx")
                .Add(tab => tab.WholeOnnx, InputPages.Of(input).WholeOnnx)
        );
}
