using MlOpsDashboard.Dashboard.Components.Tasks;
using MlOpsDashboard.Toy.Tests.Core;

namespace MlOpsDashboard.Toy.Tests.Dashboard;

public sealed class ToyPages : ITaskPages
{
    public string Task => ToyCard.TaskName;

    public Type Texts => typeof(ToyTexts);

    public Type Form => typeof(ToyForm);

    public Type Evaluation => typeof(ToyEvaluation);

    public Type Figures => typeof(ToyFigures);

    public Type Answer => typeof(ToyAnswer);
}
