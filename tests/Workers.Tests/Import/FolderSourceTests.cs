using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class FolderSourceTests
{
    [Fact]
    public async Task Links_AreRefusedAndNotFollowed()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder("pets", ("cats/1.png", TestPictures.Png(1)), ("dogs/1.png", TestPictures.Png(2)));
        bench.WriteFolder("outside", ("secret.png", TestPictures.Png(3)));
        File.CreateSymbolicLink(bench["pets/cats/link.png"], bench["outside/secret.png"]);
        Directory.CreateSymbolicLink(bench["pets/dogs/more"], bench["outside"]);
        var finished = await bench.ImportAsync(folder);
        Assert.Equal(2, finished.Report.Kept);
        Assert.Equal([("cats/link.png", "link"), ("dogs/more", "link")], finished.Report.Refused.Select(file => (file.Path, file.Code)));
    }

    [Fact]
    public async Task Pipes_AreRefusedWithoutWaiting()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder("pets", ("cats/1.png", TestPictures.Png(1)), ("dogs/1.png", TestPictures.Png(2)));
        using var made = System.Diagnostics.Process.Start("mkfifo", bench["pets/cats/pipe.png"]);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        var refused = Assert.Single((await bench.ImportAsync(folder)).Report.Refused);
        Assert.Equal(("cats/pipe.png", "link"), (refused.Path, refused.Code));
    }

    [Fact]
    public async Task BackslashesAndControls_AreRefused()
    {
        using var bench = new ImportBench();
        var folder = bench.WriteFolder(
            "pets",
            ("cats/1.png", TestPictures.Png(1)),
            ("dogs/1.png", TestPictures.Png(2)),
            ("dogs/a\\b.png", TestPictures.Png(3)),
            ("dogs/a\tb.png", TestPictures.Png(4))
        );
        var finished = await bench.ImportAsync(folder);
        Assert.Equal(["path", "path"], finished.Report.Refused.Select(file => file.Code));
        Assert.Equal(2, finished.Report.Kept);
    }

    [Fact]
    public async Task TooManyFiles_EndTheImport()
    {
        using var bench = new ImportBench { Limits = new(MaxEntries: 3) };
        var folder = bench.WriteFolder("pets", ("cats/1.png", TestPictures.Png(1)), ("dogs/1.png", TestPictures.Png(2)));
        Assert.Contains("at most 3 files", (await bench.ImportAsync(folder)).Refusal, StringComparison.Ordinal);
    }
}
