using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Toy.Tests.Engine;

/// <summary>Sequences of marks: of a manifest, a JSON list of numbers from 1 to 9 each.</summary>
public sealed class ToyInput : IInput
{
    public string Name => "sequences";

    public bool Recognizes(TrainingSpec spec, string path) => path.EndsWith(".manifest.json", StringComparison.Ordinal);

    public IInputData Open(TrainerOptions options, ITask task) => new ToyData(options.Spec, DataSource.Open(options.DataPath).As(task.Accept));
}
