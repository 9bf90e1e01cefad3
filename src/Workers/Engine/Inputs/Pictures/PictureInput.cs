using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Inputs.Pictures;

/// <summary>Pictures of a folder of class folders, of a table, or of a dataset manifest.</summary>
public sealed class PictureInput : IInput
{
    public string Name => "pictures";

    public bool Recognizes(TrainingSpec spec, string path) =>
        Directory.Exists(path) || (File.Exists(path) && (PictureTable.IsOne(path) || path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)));

    public IInputData Open(TrainerOptions options, ITask task) =>
        new PictureData(options, task, DataSource.Open(options.DataPath, options.Spec.Data.ClassNames).As(task.Accept));
}
