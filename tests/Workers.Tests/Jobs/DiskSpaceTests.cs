using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Working;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class DiskSpaceTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("disk-space-");
    private readonly StorageFindings findings = new(new FakeTimeProvider());

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void FullDisk_IsAFinding_UntilTheDiskTakesSomethingAgain()
    {
        var full = true;
        // What the system itself says of a full disk.
        var disk = new DiskSpace(new(folder.FullName), findings, _ => File.WriteAllText(full ? "/dev/full" : "/dev/null", "x"));
        Assert.True(disk.IsFull());
        var finding = Assert.Single(findings.All);
        Assert.Equal(
            (StorageFindings.Disk, $"The disk of {folder.Name} is full. Nothing that was stored is lost; free some space, and it goes on."),
            (finding.Kind, finding.What.Sentence)
        );
        Assert.False(findings.IsHealthy);
        disk.Look();
        Assert.Single(findings.All);
        full = false;
        disk.Look();
        Assert.Empty(findings.All);
    }

    [Fact]
    public void DiskThatTakesSomething_IsNone_AndNothingIsLeftOnIt()
    {
        var disk = new DiskSpace(new(folder.FullName), findings);
        Assert.False(disk.IsFull());
        disk.Look();
        Assert.Empty(findings.All);
        Assert.Empty(folder.EnumerateFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public void FolderThatIsGone_IsNoFullDisk()
    {
        var disk = new DiskSpace(new(Path.Combine(folder.FullName, "gone")), findings);
        Assert.False(disk.IsFull());
        Assert.Empty(findings.All);
    }
}
