using System.Diagnostics;
using System.Globalization;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Formats.Mutation;

/// <summary>
/// Damaged files of every format in a process that may have 1 GB: each is read or refused, none crashes, hangs or fills the memory; of each file's damage
/// enough is noticed; and what a model that is read
/// answers is finite.
/// </summary>
/// <remarks><c>MLOPS_LONG=1</c> tries 10,000; <c>MLOPS_SEED</c> is the first seed (default 1).</remarks>
public sealed class MutatedFileTests
{
    private const int Megabytes = 1024;

    private static int Files => LongForm.IsAsked ? 10_000 : 2_000;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("MLOPS_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    [Fact]
    public async Task Load_OfManyMutatedFiles_ReadsOrRefusesEach()
    {
        var stop = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(
            "/bin/sh",
            [
                "-c",
                $"ulimit -d {Megabytes * 1024}; exec \"$0\" \"$@\"",
                Environment.ProcessPath!,
                $"{Files}",
                $"{Seed}",
                .. MutationSources.Write(TestFolder.Create()),
            ]
        )
        {
            RedirectStandardOutput = true,
            Environment =
            {
                [Program.ChildVariable] = nameof(MutationRun),
                ["DOTNET_gcServer"] = "0",
                ["DOTNET_GCHeapHardLimit"] = $"0x{512 << 20:x}",
            },
        };
        using var process = Process.Start(start)!;
        var (faults, sources, at, end) = (new List<string>(), new List<string>(), "", "");
        try
        {
            // Between two lines lies one file: ten times what one may take is a hang, whatever else the machine does.
            while (await process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(10 * MutationRun.Longest, stop) is { } line)
            {
                if (line.StartsWith("at ", StringComparison.Ordinal))
                    at = line;
                else if (line.StartsWith("of ", StringComparison.Ordinal))
                    sources.Add(line);
                else if (line.StartsWith("END ", StringComparison.Ordinal))
                    end = line;
                // A native library may write between.
                else if (line.Contains("FAULT ", StringComparison.Ordinal))
                    faults.Add(line);
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
        foreach (var line in sources.Append(end))
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        var words = end.Split(' ');
        Assert.Equal(Files, int.Parse(words[1], CultureInfo.InvariantCulture) + int.Parse(words[2], CultureInfo.InvariantCulture));
        Assert.InRange(int.Parse(words[1], CultureInfo.InvariantCulture), Files / 5, Files);
        Assert.All(sources, AssertDamagedAndRead);
        Assert.InRange(double.Parse(words[3], CultureInfo.InvariantCulture), 0, MutationRun.Longest.TotalSeconds);
        Assert.InRange(int.Parse(words[4], CultureInfo.InvariantCulture), 1, Megabytes);
    }

    // Damage that a file shows depends on how much of it is weights, where a changed byte is a changed number. What is asked of each file that is read when
    // whole: its damage is noticed, and it is not
    // refused at the door.
    private static void AssertDamagedAndRead(string line)
    {
        var (read, refused, name) = line.Split(' ') is [_, var r, var f, var n]
            ? (int.Parse(r, CultureInfo.InvariantCulture), int.Parse(f, CultureInfo.InvariantCulture), n)
            : throw new FormatException(line);
        // Every chunk of a PNG has its checksum: hardly any damage goes unseen.
        if (name.Contains("/refuse_", StringComparison.Ordinal) || name.StartsWith("png/", StringComparison.Ordinal))
            return;
        Assert.True(refused >= (read + refused) / 50, $"{name}: {refused} of {read + refused} refused, expected one in fifty.");
        Assert.True(read >= (read + refused) / 20, $"{name}: {read} of {read + refused} read, expected one in twenty.");
    }
}
