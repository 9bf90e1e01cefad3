using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Engine.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

public sealed class RunEventLogTests
{
    private const int NoSpace = 28,
        BrokenPipe = 32;

    // Epochs that the reader never sees would be missing for good.
    [Fact]
    public void Write_ToAReaderWhoseDiskIsFull_EndsTheRun()
    {
        using var folder = new PictureFolder();
        using var log = new RunEventLog(folder.Out("events.jsonl"), new Broken(NoSpace), TimeProvider.System);
        log.Begin(null);
        Assert.Throws<IOException>(() => log.Write(new WarningEvent("code", "Sentence.")));
    }

    [Fact]
    public void Write_ToAReaderWhoIsGone_GoesOn()
    {
        using var folder = new PictureFolder();
        var path = folder.Out("events.jsonl");
        using (var log = new RunEventLog(path, new Broken(BrokenPipe), TimeProvider.System))
        {
            log.Begin(null);
            log.Write(new WarningEvent("one", "Sentence."));
            log.Write(new WarningEvent("two", "Sentence."));
        }
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    private sealed class Broken(int error) : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("Broken.", error);
    }
}
