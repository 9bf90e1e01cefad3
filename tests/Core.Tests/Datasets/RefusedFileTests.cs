using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Tests.Datasets;

public sealed class RefusedFileTests
{
    [Fact]
    public void Words_AreInTheLanguageOfTheReader_AndTheTextWhereOnlyItIsKnown()
    {
        var stored = JsonSerializer.Serialize(new RefusedFile("a.jpg", "empty", new Refusal("imports.picture.empty")), ImportEvent.Json);
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
            // Written again in another language, it is the same.
            Assert.Equal(stored, JsonSerializer.Serialize(JsonSerializer.Deserialize<RefusedFile>(stored, ImportEvent.Json), ImportEvent.Json));
            Assert.Equal("应为图片，实际为空文件。", JsonSerializer.Deserialize<RefusedFile>(stored, ImportEvent.Json)!.Words);
            Assert.Equal("Old.", JsonSerializer.Deserialize<RefusedFile>("""{"path":"a.jpg","code":"empty","sentence":"Old."}""", ImportEvent.Json)!.Words);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
        Assert.Contains("\"sentence\":\"Expected a picture. Received: a file without a byte.\"", stored, StringComparison.Ordinal);
        Assert.Equal("Expected a picture. Received: a file without a byte.", JsonSerializer.Deserialize<RefusedFile>(stored, ImportEvent.Json)!.Words);
    }

    [Fact]
    public void ARefusedImport_KeepsItsReason()
    {
        var stored = JsonSerializer.Serialize<ImportEvent>(
            ImportFinished.Refused(new ImportReport(0, [], [], 0), new Refusal("imports.pictures.none")),
            ImportEvent.Json
        );
        var back = Assert.IsType<ImportFinished>(JsonSerializer.Deserialize<ImportEvent>(stored, ImportEvent.Json));
        Assert.Equal("imports.pictures.none", back.Reason?.Code);
        Assert.Equal("Expected at least one good picture. Received: none.", back.Refusal);
    }
}
