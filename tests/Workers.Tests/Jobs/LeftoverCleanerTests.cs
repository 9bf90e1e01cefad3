using System.Diagnostics;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Nodes;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class LeftoverCleanerTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("leftovers-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Start_WhileAChildOfThisFolderLives_LeavesWhatItMayBeWriting()
    {
        var layout = new StorageLayout(root);
        var (scratch, blob) = (Make(layout.Scratch, Path.Combine("import-1-1", "7")), Make(layout.Blobs, $".{Guid.NewGuid():N}.tmp"));
        using (var child = Process.Start(new ProcessStartInfo("sleep", ["60"]) { Environment = { [ChildEnvironment.Marker] = layout.Root } })!)
        {
            // Its environment is there once the program is.
            await Until.TrueAsync(() => Posix.WithVariable(ChildEnvironment.Marker, layout.Root).Any());
            await new LeftoverCleaner(layout).StartAsync(CancellationToken.None);
            Assert.True(File.Exists(scratch));
            Assert.True(File.Exists(blob));
            child.Kill();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await new LeftoverCleaner(layout).StartAsync(CancellationToken.None);
        Assert.False(Directory.Exists(layout.Scratch));
        Assert.False(File.Exists(blob));
    }

    private static string Make(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "half");
        return file;
    }
}
