using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>The unit of a network's first output that speaks for a class, label or number.</summary>
/// <param name="Sign">-1 where the unit speaks for the other of two classes.</param>
public readonly record struct AnswerUnit(int Unit, int Sign)
{
    /// <param name="name">The place of the class among the names.</param>
    /// <param name="names">How many there are: one sigmoid unit speaks for the second of two.</param>
    public static AnswerUnit Of(Network network, int name, int names) =>
        network.Outputs[0].Shape[^1] == 1 && names == 2 ? new(0, name == 1 ? 1 : -1) : new(name, 1);
}
