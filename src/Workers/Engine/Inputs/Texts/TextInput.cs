using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>Texts of a table, of files in class folders, or of a dataset manifest.</summary>
public sealed class TextInput : IInput
{
    public string Name => TextInputCard.InputName;

    public bool Recognizes(TrainingSpec spec, string path) => InputCards.Of(spec).Name == Name && Path.Exists(path);

    public bool IsOnly(string path)
    {
        try
        {
            return TextSource.IsOne(path);
        }
        catch (Exception fault) when (fault is RefusedException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public IInputData Open(TrainerOptions options, ITask task) =>
        new TextData(options.Spec, task, TextSource.Open(options.DataPath, options.Spec).As(task.Accept));
}
