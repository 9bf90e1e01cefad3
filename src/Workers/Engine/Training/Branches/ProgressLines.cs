using System.Text;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Engine.Training.Branches;

/// <summary>Passes on how far a training is, and nothing else that it says.</summary>
internal sealed class ProgressLines(TextWriter output) : TextWriter
{
    public override Encoding Encoding => output.Encoding;

    public override void WriteLine(string? value)
    {
        if (value is not null && RunEventJson.TryRead(value) is ProgressEvent)
        {
            output.WriteLine(value);
        }
    }

    public override void Flush() => output.Flush();
}
