using System.Diagnostics;
using System.Globalization;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Formats.Mutation;

/// <summary>10,000 damaged files in a process that may have 512 MB: each is read or refused, none crashes, hangs or fills the memory; and of each file's damage enough is noticed.</summary>
public sealed class MutatedFileTests
{
    private const int Files = 10_000;
    private const int Megabytes = 512;

    [Fact]
    public async Task Load_OfTenThousandMutatedFiles_ReadsOrRefusesEach()
    {
        var stop = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"ulimit -d {Megabytes * 1024}; exec \"$0\" \"$@\"", Environment.ProcessPath!, $"{Files}", "1", .. Sources()])
        {
            RedirectStandardOutput = true,
            Environment = { [Program.ChildVariable] = nameof(MutationRun), ["DOTNET_gcServer"] = "0", ["DOTNET_GCHeapHardLimit"] = $"0x{256 << 20:x}" },
        };
        using var process = Process.Start(start)!;
        var (faults, sources, at, end) = (new List<string>(), new List<string>(), "", "");
        try
        {
            // Between two lines lies one file: ten times what one may take is a hang, whatever else the machine does.
            while (await process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(10 * MutationRun.Longest, stop) is { } line)
            {
                if (line.StartsWith("at ", StringComparison.Ordinal)) at = line;
                else if (line.StartsWith("of ", StringComparison.Ordinal)) sources.Add(line);
                else if (line.StartsWith("END ", StringComparison.Ordinal)) end = line;
                else faults.Add(line);
            }
        }
        catch (TimeoutException)
        {
            process.Kill();
            Assert.Fail($"Hangs {at}.");
        }
        await process.WaitForExitAsync(stop);
        Assert.True(faults.Count == 0, string.Join("\n", faults.Take(10)) + $"\n{faults.Count} in all");
        Assert.True(process.ExitCode == 0 && end.Length > 0, $"Ended with {process.ExitCode} {at}.");
        foreach (var line in sources.Append(end)) TestContext.Current.TestOutputHelper?.WriteLine(line);
        var words = end.Split(' ');
        Assert.Equal(Files, int.Parse(words[1], CultureInfo.InvariantCulture) + int.Parse(words[2], CultureInfo.InvariantCulture));
        Assert.All(sources, AssertDamagedAndRead);
        Assert.InRange(double.Parse(words[3], CultureInfo.InvariantCulture), 0, MutationRun.Longest.TotalSeconds);
        Assert.InRange(int.Parse(words[4], CultureInfo.InvariantCulture), 1, Megabytes);
    }

    // Damage that a file shows depends on how much of it is weights, where a changed byte is a changed number (one in nine of the file that is hardly anything else). What is asked of each file that is read when whole:
    // its damage is noticed, and it is not refused at the door.
    private static void AssertDamagedAndRead(string line)
    {
        var (read, refused, name) = line.Split(' ') is [_, var r, var f, var n] ? (int.Parse(r, CultureInfo.InvariantCulture), int.Parse(f, CultureInfo.InvariantCulture), n) : throw new FormatException(line);
        if (name.StartsWith("refuse_", StringComparison.Ordinal)) return;
        Assert.True(refused >= (read + refused) / 20, $"{name}: {refused} of {read + refused} refused, expected one in twenty.");
        Assert.True(read >= (read + refused) / 20, $"{name}: {read} of {read + refused} read, expected one in twenty.");
    }

    // Keras's own small files and ours.
    private static IEnumerable<string> Sources()
    {
        var folder = TestFolder.Create();
        using var network = TutorialNetwork.Create();
        foreach (var name in new[] { "ours.keras", "ours.h5", "ours.weights.h5" })
        {
            ModelFile.Save(network, Path.Combine(folder, name));
        }
        var golden = Directory.EnumerateFiles(Repository.Golden("formats")).Where(path => Path.GetExtension(path) is ".keras" or ".h5" && new FileInfo(path).Length < 1_000_000);
        return Directory.EnumerateFiles(folder).Concat(golden).OrderBy(path => Path.GetFileName(path), StringComparer.Ordinal);
    }
}
