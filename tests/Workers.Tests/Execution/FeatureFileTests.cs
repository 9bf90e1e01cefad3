using MlOpsDashboard.Workers.Engine.Execution.Features;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Execution;

public sealed class FeatureFileTests
{
    private readonly string _folder = TestFolder.Create();
    private static readonly string A = new('a', 64);
    private static readonly string B = new('b', 64);

    [Fact]
    public void Rows_AreThereAgain_AfterReopening()
    {
        using (var file = Open()!)
        {
            file.Add(A, [1, 2, 3, 4]);
            file.Add(B, [5, 6, 7, 8]);
        }
        using var again = Open()!;
        var row = new byte[4];
        Assert.True(again.TryRead(B, row));
        Assert.Equal([5, 6, 7, 8], row);
        Assert.True(again.TryRead(A, row));
        Assert.Equal([1, 2, 3, 4], row);
        Assert.False(again.Has(new string('c', 64)));
    }

    [Fact]
    public void ADamagedRow_CountsAsAbsent_AndIsWrittenAnew()
    {
        using (var file = Open()!)
        {
            file.Add(A, [1, 2, 3, 4]);
        }
        var data = Path.Combine(_folder, "key.features");
        var bytes = File.ReadAllBytes(data);
        bytes[2] ^= 1;
        File.WriteAllBytes(data, bytes);
        using var again = Open()!;
        var row = new byte[4];
        Assert.False(again.TryRead(A, row));
        Assert.False(again.Has(A));
        again.Add(A, [1, 2, 3, 4]);
        Assert.True(again.TryRead(A, row));
        Assert.Equal([1, 2, 3, 4], row);
    }

    [Fact]
    public void AnIndexCutWithinAnEntry_KeepsTheWholeOnes()
    {
        using (var file = Open()!)
        {
            file.Add(A, [1, 2, 3, 4]);
            file.Add(B, [5, 6, 7, 8]);
        }
        using (var index = File.OpenWrite(Path.Combine(_folder, "key.index")))
        {
            index.SetLength(index.Length - 3);
        }
        using var again = Open()!;
        Assert.True(again.Has(A));
        Assert.False(again.Has(B));
    }

    [Fact]
    public void ASecondOpener_ReadsAndDoesNotAdd()
    {
        using var first = Open()!;
        first.Add(A, [1, 2, 3, 4]);
        using var second = Open()!;
        Assert.True(first.CanAdd);
        Assert.False(second.CanAdd);
        second.Add(B, [5, 6, 7, 8]);
        Assert.True(second.Has(A));
        Assert.False(second.Has(B));
    }

    [Fact]
    public void Folder_OverItsBudget_DropsWhatWasNotUsedForLongest_AndNothingInUse()
    {
        using var inUse = FeatureFile.Open(_folder, "used", 4, 2, 100)!;
        inUse.Add(A, [1, 2, 3, 4]);
        foreach (var (key, age) in new[] { ("old", 3), ("new", 1) })
        {
            using (var file = FeatureFile.Open(_folder, key, 40, 1, 100)!)
            {
                file.Add(A, new byte[40]);
            }
            File.SetLastWriteTimeUtc(Path.Combine(_folder, key + ".index"), new DateTime(2026, 1, 10 - age, 0, 0, 0, DateTimeKind.Utc));
        }
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "used.index"), new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using var added = FeatureFile.Open(_folder, "more", 40, 1, 100);
        Assert.True(added!.CanAdd);
        Assert.Equal(["more", "new", "used"], Directory.GetFiles(_folder, "*.features").Select(Path.GetFileNameWithoutExtension).Order());
        Assert.Null(FeatureFile.Open(_folder, "huge", 101, 1, 100));
    }

    private FeatureFile? Open() => FeatureFile.Open(_folder, "key", 4, 10, 1000);
}
