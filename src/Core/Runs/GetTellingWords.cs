using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

/// <summary>The words that tell most for and against a class, over some of the texts that a run's best model was judged on, drawn the same each time; in a
/// worker, which takes seconds to minutes. Whoever cancels ends it.</summary>
/// <param name="Class">A class, label or number of the run.</param>
/// <param name="Progress">Told as each text is done.</param>
public sealed record GetTellingWords(RunId Run, string Class, IProgress<WordsProgress> Progress) : IRequest<Outcome<ClassWords>>, IGuarded
{
    public Needs Needs => Needs.View(Run);
}
