namespace FastSpectra.LinearAlgebra;

/// <summary>A piece of work that the members of a <see cref="ThreadTeam"/> carry out together.</summary>
public interface ITeamTask
{
    /// <summary>Does the share of one member. What is computed must not depend on the number of members.</summary>
    /// <param name="member">0 ... team.Size-1; 0 is the calling thread.</param>
    /// <param name="team">The team, for its size and its barrier.</param>
    void Run(int member, ThreadTeam team);
}
