using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Marks a fold's events as its own; the time left counts the folds that follow.</summary>
internal sealed class FoldEvents(IRunEventSink events, int fold, int folds, int epochs, int pictures) : IRunEventSink
{
    public void Write(RunEvent runEvent)
    {
        if (fold > 0 && runEvent is WarningEvent { Code: RunWarnings.SlowBFloat16 })
        {
            // Of the processor: the first fold has told it.
            return;
        }
        var own = runEvent with { Fold = fold };
        if (own is ProgressEvent { SecondsLeft: { } left, ImagesPerSecond: > 0 } progress)
        {
            own = progress with { SecondsLeft = left + ((double)(folds - fold - 1) * epochs * pictures / progress.ImagesPerSecond) };
        }
        else if (own is CheckpointEvent checkpoint)
        {
            own = checkpoint with { File = FormattableString.Invariant($"fold-{fold + 1}/{checkpoint.File}") };
        }
        events.Write(own);
    }
}
