using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>Every verb that writes files, on a disk without space and in a folder that may not be written: one sentence, exit code 2, and no half
/// file.</summary>
public sealed class FullDiskVerbTests
{
    private const string Network = "backbone:MobileNetV3Small?weights=none&input=32x32x3";

    public static TheoryData<string> Verbs =>
        ["predict.npy", "predict.csv", "convert.keras", "convert.h5", "convert.onnx", "adapt", "augment", "grayscale", "import", "samples", "train"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task ADiskWithoutSpace_IsSaid_AndLeavesNoHalfFile(string verb)
    {
        using var folder = new PictureFolder();
        await using var disk = await SmallDisk.MountAsync(folder.Out("disk"));
        disk.Fill();
        var before = Files(disk.Path);
        var (code, _, people) = await Commands.RunAsync(Arguments(verb, folder, disk.Path));
        Assert.True(code == 2, $"{code}: {people}");
        Assert.DoesNotContain("   at ", people, StringComparison.Ordinal);
        Assert.Equal(before, Files(disk.Path));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task AFileWhereAFolderShouldBe_IsSaid(string verb)
    {
        using var folder = new PictureFolder();
        await File.WriteAllTextAsync(folder.Out("file"), "", TestContext.Current.CancellationToken);
        var (code, _, people) = await Commands.RunAsync(Arguments(verb, folder, folder.Out("file")));
        Assert.True(code == 2, $"{code}: {people}");
        Assert.DoesNotContain("   at ", people, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(folder.Out("file")).Length);
    }

    private static string[] Arguments(string verb, PictureFolder folder, string target)
    {
        var spec = folder.Out("spec.json");
        File.WriteAllText(spec, Core.Training.TrainingSpecJson.Write(SmallRun.Spec(folder)));
        var array = folder.Out("x.npy");
        using (NewDisposeScope())
        {
            NpyFile.Write(array, rand(2, 32, 32, 3) * 255);
        }
        return verb.Split('.') switch
        {
            ["predict", var ending] => ["predict", "--model", Network, "--input", array, "--output", Path.Combine(target, "y." + ending)],
            ["convert", var ending] => ["convert", "--from", Network, "--to", Path.Combine(target, "m." + ending)],
            ["adapt"] => ["adapt", "--model", Network, "--channels", "1", "--to", Path.Combine(target, "m.keras")],
            ["augment"] => ["augment", "--data", folder.Pictures, "--spec", spec, "--out", Path.Combine(target, "pictures")],
            ["grayscale"] => ["grayscale", "--model", Network, "--data", folder.Pictures, "--out", Path.Combine(target, "pictures"), "--size", "32"],
            ["import"] => ["import", "--from", folder.Pictures, "--store", Path.Combine(target, "store")],
            ["samples"] => ["samples", "emoji", "--out", Path.Combine(target, "emoji")],
            _ => ["train", "--spec", spec, "--out", Path.Combine(target, "run"), "--features", "none"],
        };
    }

    // Folders are no half files.
    private static string[] Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
